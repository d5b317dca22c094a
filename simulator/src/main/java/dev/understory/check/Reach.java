package dev.understory.check;

/**
 * How far a run came, which decides what its checks can be judged by: what may still have come is neither held nor broken.
 *
 * @param nanos up to when
 * @param isWhole whether that is its end
 */
public record Reach(long nanos, boolean isWhole) {
    /** A run that came to its end. */
    public static final Reach WHOLE = new Reach(Long.MAX_VALUE, true);

    boolean hasPassed(long moment) {
        return isWhole || nanos >= moment;
    }

    /** For people, behind what was so until then. */
    String text() {
        return QuantityText.moment(nanos) + ", where the run ended";
    }
}
