package dev.understory.limits;

/**
 * How many messages a peer may send on a topic, or how many bytes.
 *
 * @param perSecond in the long run
 * @param burst at once, after a pause
 */
public record RateLimit(long perSecond, long burst) {
    /** The largest rate or burst. */
    public static final long MOST = 1L << 32;

    /** Checks that they can be counted. */
    public RateLimit {
        if (perSecond < 0 || burst < 0 || perSecond > MOST || burst > MOST) {
            throw new IllegalArgumentException(
                    "rate and burst are at most " + MOST + ", not " + perSecond + " and " + burst);
        }
    }
}
