package dev.understory.network;

/**
 * How a stream behaves on the way, after TCP.
 *
 * @param connect what opening it takes
 * @param loss what happens to its segments
 * @param retransmission when it tries again, and when no more
 * @param windows how much may wait where
 * @param headerBytes per segment, on the access queues only
 * @param congestion how much may be on its way
 */
public record StreamModel(
        Connect connect,
        Loss loss,
        Retransmission retransmission,
        Windows windows,
        int headerBytes,
        Congestion congestion) {
    /** A stream without loss, with the windows and marks of a common TCP stack. */
    public static final StreamModel DEFAULT = new StreamModel(
            new Connect(1.5, 128),
            new Loss(0, 1, LossEffect.RETRANSMIT),
            new Retransmission(200_000_000L, 120_000_000_000L, 900_000_000_000L),
            new Windows(3_840 << 10, 256 << 10, 64 << 10, 32 << 10),
            52,
            Congestion.DEFAULT);

    /**
     * What opening a link takes.
     *
     * @param roundTrips until the accepting side has the link; from 1.5 on (as TCP) it is accepted with the third packet, below
     *     that with the first; more than 1.5 delays the first
     * @param backlog accepted links that nobody has attached to yet; a dial beyond that is not answered
     */
    public record Connect(double roundTrips, int backlog) {
        public Connect {
            require(roundTrips >= 0.5, "a connect takes at least half a round trip");
            require(backlog > 0, "a backlog holds at least one link");
        }
    }

    /**
     * What gets lost.
     *
     * @param rate chance that a segment is lost
     * @param burstMean mean number of segments lost in a row once one is lost; at least 1
     * @param effect what a lost segment does to the stream
     */
    public record Loss(double rate, double burstMean, LossEffect effect) {
        public Loss {
            require(rate >= 0 && rate < 1, "a loss rate lies in [0, 1)");
            require(burstMean >= 1, "a loss burst has at least one segment");
        }
    }

    /**
     * When what does not get through is tried again.
     *
     * @param leastNanos the least retransmission time-out, to which the round trip is added; while the way is blocked it is
     *     looked at again after that time, and then after twice as long each time
     * @param mostNanos where doubling ends
     * @param giveUpNanos a stream whose way is blocked for longer is closed
     */
    public record Retransmission(long leastNanos, long mostNanos, long giveUpNanos) {
        public Retransmission {
            require(leastNanos > 0 && mostNanos >= leastNanos, "retransmission times must be ordered");
        }
    }

    /**
     * How much may wait where; all in bytes.
     *
     * @param receive on the way or not yet consumed by the receiver's owner
     * @param readCredit given to the owner and not yet consumed, beyond which a link does not read on
     * @param highWater waiting to be sent, at which a link stops being writable
     * @param lowWater waiting, at which it is writable again
     */
    public record Windows(int receive, int readCredit, int highWater, int lowWater) {
        public Windows {
            require(receive > 0 && readCredit > 0, "windows are positive");
            require(lowWater >= 0 && highWater > lowWater, "the high-water mark lies above the low-water mark");
        }
    }

    /** What a lost segment does. */
    public enum LossEffect {
        /** The bytes are sent again once the loss is noticed, and all that follow wait for them. */
        RETRANSMIT,
        /** The stream is reset. */
        RESET
    }

    public StreamModel {
        require(headerBytes >= 0, "a header is not negative");
    }

    /** Segments that carry {@code size} bytes. */
    int segments(int size) {
        int segment = congestion.segmentBytes();
        return Math.max(1, (size + segment - 1) / segment);
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
