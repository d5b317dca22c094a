package dev.understory.network;

/**
 * How much a stream may have on its way, after TCP as Linux runs it. Windows are counted in bytes.
 *
 * @param control the rule by which the window grows and shrinks
 * @param segmentBytes payload of a segment; 1,448 are left of an Ethernet frame by IP, TCP and its timestamps
 * @param initialSegments what may be sent before anything is acknowledged (RFC 6928: 10)
 * @param resetsWhenIdle whether the window of a stream that sends nothing is halved for every retransmission time-out
 *     that passes, down to the initial one (RFC 2861; {@code tcp_slow_start_after_idle})
 */
public record Congestion(Control control, int segmentBytes, int initialSegments, boolean resetsWhenIdle) {
    /** As Linux does by default. */
    public static final Congestion DEFAULT = new Congestion(Control.CUBIC, 1_448, 10, true);

    public Congestion {
        if (segmentBytes < 1 || initialSegments < 1) {
            throw new IllegalArgumentException("a segment has at least a byte, and an initial window a segment");
        }
    }

    long initialWindow() {
        return (long) segmentBytes * initialSegments;
    }

    /** By which rule a window grows and shrinks. */
    public enum Control {
        /** Slow start with HyStart, then a cubic function of the time since the last loss; 0.7 of it after one (RFC 9438). */
        CUBIC,
        /** Slow start, then a segment for each round trip; half of it after a loss (RFC 5681). */
        RENO,
        /** There is no window: everything is sent at once. */
        NONE
    }
}
