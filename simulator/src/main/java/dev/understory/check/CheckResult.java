package dev.understory.check;

/**
 * What came of a check.
 *
 * @param kind {@code always}, {@code never}, {@code eventually} or {@code slo}
 * @param rule what was asked, as the scenario says it
 * @param status whether it held
 * @param measured the value that decided it
 * @param target what it was held against
 * @param note when it broke or came true, or why it is open; may be empty
 * @param brokenAtNanos when it first broke; -1 if it did not or has no moment
 */
public record CheckResult(
        String name,
        String kind,
        String rule,
        Status status,
        Measured measured,
        String target,
        String note,
        long brokenAtNanos) {
    /** Whether a check held. */
    public enum Status {
        /** It held. */
        HELD,
        /** It did not. */
        BROKEN,
        /** Nothing could be judged. */
        OPEN
    }
}
