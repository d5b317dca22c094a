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
}
