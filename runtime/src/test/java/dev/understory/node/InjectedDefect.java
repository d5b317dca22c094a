package dev.understory.node;

/** A defect that a test injects; without a stack trace, because supervision logs it. */
public final class InjectedDefect extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InjectedDefect() {
        super("an injected defect", null, false, false);
    }
}
