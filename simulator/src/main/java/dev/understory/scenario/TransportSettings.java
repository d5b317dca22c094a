package dev.understory.scenario;

import java.time.Duration;

/** What connecting costs and what a lost segment means to a stream. */
public record TransportSettings(Connect connect, Loss loss) {
    /**
     * Opening a link.
     *
     * @param roundTrips how many round trips pass before the dialler may write
     * @param timeout after which an unanswered dial fails
     * @param backlog how many links may wait to be accepted by one listener
     */
    public record Connect(double roundTrips, Duration timeout, int backlog) {}

    /**
     * Loss: bytes never go missing from a stream, they come later or the stream ends.
     *
     * @param rate chance per segment
     * @param rto delay of a retransmission
     */
    public record Loss(double rate, LossEffect effect, Duration rto) {}

    /** What becomes of the stream. */
    public enum LossEffect {
        /** The segment and all behind it arrive later by the retransmission time-out. */
        RETRANSMIT,
        /** The link is reset. */
        RESET
    }
}
