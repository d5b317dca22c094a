package dev.understory.scenario;

import java.time.Duration;

/** What connecting costs and what a lost segment means to a stream. */
public record TransportSettings(Connect connect, Congestion congestion, Loss loss) {
    /**
     * Opening a link.
     *
     * @param roundTrips how many round trips pass before the dialler may write
     * @param timeout after which an unanswered dial fails
     * @param backlog how many links may wait to be accepted by one listener
     */
    public record Connect(double roundTrips, Duration timeout, int backlog) {}

    /**
     * How much may be on its way.
     *
     * @param control the rule by which the window grows and shrinks
     * @param initialWindow segments that may be sent before anything is acknowledged
     * @param segmentBytes payload of a segment
     * @param idleReset whether the window of a stream that sends nothing shrinks to the initial one
     * @param receiveWindow bytes on the way or not consumed, whatever the congestion window
     */
    public record Congestion(
            Control control, int initialWindow, long segmentBytes, boolean idleReset, long receiveWindow) {}

    /** By which rule a congestion window grows and shrinks. */
    public enum Control {
        /** As Linux does by default. */
        CUBIC,
        /** Half after a loss, and then a segment for each round trip. */
        RENO,
        /** Everything is sent at once. */
        NONE
    }

    /**
     * Loss: bytes never go missing from a stream, they come later or the stream ends.
     *
     * @param rate chance per segment
     * @param rto the least retransmission time-out, on top of the round trip
     */
    public record Loss(double rate, LossEffect effect, Duration rto) {}

    /** What becomes of the stream. */
    public enum LossEffect {
        /** The segment is sent again once its loss is noticed; all behind it can be read only then. */
        RETRANSMIT,
        /** The link is reset. */
        RESET
    }
}
