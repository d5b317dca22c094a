package dev.understory.measure;

/**
 * What a metric has no sample of, because it is only taken of what succeeded: a slow third that was never answered leaves a
 * fine latency behind. It is told beside the metric everywhere.
 *
 * @param missing how many had not succeeded
 * @param of how many there were in all
 * @param what happened to them: {@code not answered}
 */
public record Shortfall(long missing, long of, String what) {
    /** Nothing is missing. */
    public static final Shortfall NONE = new Shortfall(0, 0, "");

    /** {@code 14 of 39 not answered}, or nothing. */
    public String text() {
        return missing <= 0 ? "" : missing + " of " + of + " " + what;
    }
}
