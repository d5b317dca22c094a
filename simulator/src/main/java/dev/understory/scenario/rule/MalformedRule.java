package dev.understory.scenario.rule;

/** Ends the parsing of a rule; never leaves {@link RuleParser#parse}. */
final class MalformedRule extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final int offset;

    MalformedRule(String reason, int offset) {
        super(reason, null, false, false);
        this.reason = reason;
        this.offset = offset;
    }

    String reason() {
        return reason;
    }

    int offset() {
        return offset;
    }
}
