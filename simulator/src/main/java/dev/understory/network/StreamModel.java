package dev.understory.network;

/**
 * How a stream behaves on the way, after TCP.
 *
 * @param connectRoundTrips round trips until the accepting side has the link; from 1.5 on (as TCP) it is accepted with
 *     the third packet, below that with the first; more than 1.5 delays the first
 * @param backlog accepted links that nobody has attached to yet; a dial beyond that is not answered
 * @param lossRate chance that a segment is lost
 * @param lossBurstMean mean number of segments lost in a row once one is lost; at least 1
 * @param lossEffect what a lost segment does to the stream
 * @param resetRate chance per segment that the stream is reset
 * @param retransmitNanos the least retransmission time-out, to which the round trip is added; while the way is blocked it
 *     is looked at again after that time, and then after twice as long each time
 * @param retransmitMaxNanos where doubling ends
 * @param giveUpNanos a stream whose way is blocked for longer is closed
 * @param receiveWindow bytes on the way or not yet consumed by the receiver's owner
 * @param readCredit bytes given to the owner and not yet consumed, beyond which a link does not read on
 * @param highWater bytes waiting to be sent at which a link stops being writable
 * @param lowWater bytes waiting at which it is writable again
 * @param headerBytes per segment, on the access queues only
 * @param congestion how much may be on its way
 */
public record StreamModel(
        double connectRoundTrips,
        int backlog,
        double lossRate,
        double lossBurstMean,
        LossEffect lossEffect,
        double resetRate,
        long retransmitNanos,
        long retransmitMaxNanos,
        long giveUpNanos,
        int receiveWindow,
        int readCredit,
        int highWater,
        int lowWater,
        int headerBytes,
        Congestion congestion) {
    /** A stream without loss, with the windows and marks of a common TCP stack. */
    public static final StreamModel DEFAULT = new StreamModel(
            1.5,
            128,
            0,
            1,
            LossEffect.RETRANSMIT,
            0,
            200_000_000L,
            120_000_000_000L,
            900_000_000_000L,
            3_840 << 10,
            256 << 10,
            64 << 10,
            32 << 10,
            52,
            Congestion.DEFAULT);

    public StreamModel {
        require(connectRoundTrips >= 0.5, "a connect takes at least half a round trip");
        require(backlog > 0, "a backlog holds at least one link");
        require(lossRate >= 0 && lossRate < 1, "a loss rate lies in [0, 1)");
        require(lossBurstMean >= 1, "a loss burst has at least one segment");
        require(resetRate >= 0 && resetRate < 1, "a reset rate lies in [0, 1)");
        require(retransmitNanos > 0 && retransmitMaxNanos >= retransmitNanos, "retransmission times must be ordered");
        require(receiveWindow > 0 && readCredit > 0, "windows are positive");
        require(lowWater >= 0 && highWater > lowWater, "the high-water mark lies above the low-water mark");
        require(headerBytes >= 0, "a header is not negative");
    }

    /** The same with loss. */
    public StreamModel withLoss(double rate, double burstMean, LossEffect effect) {
        return new StreamModel(
                connectRoundTrips,
                backlog,
                rate,
                burstMean,
                effect,
                resetRate,
                retransmitNanos,
                retransmitMaxNanos,
                giveUpNanos,
                receiveWindow,
                readCredit,
                highWater,
                lowWater,
                headerBytes,
                congestion);
    }

    /** The same with resets. */
    public StreamModel withResets(double rate) {
        return new StreamModel(
                connectRoundTrips,
                backlog,
                lossRate,
                lossBurstMean,
                lossEffect,
                rate,
                retransmitNanos,
                retransmitMaxNanos,
                giveUpNanos,
                receiveWindow,
                readCredit,
                highWater,
                lowWater,
                headerBytes,
                congestion);
    }

    /** The same with other costs of connecting. */
    public StreamModel withConnect(double roundTrips, int newBacklog) {
        return new StreamModel(
                roundTrips,
                newBacklog,
                lossRate,
                lossBurstMean,
                lossEffect,
                resetRate,
                retransmitNanos,
                retransmitMaxNanos,
                giveUpNanos,
                receiveWindow,
                readCredit,
                highWater,
                lowWater,
                headerBytes,
                congestion);
    }

    /** The same with another first and longest retransmission time, and another end to patience. */
    public StreamModel withRetransmission(long firstNanos, long maxNanos, long newGiveUpNanos) {
        return new StreamModel(
                connectRoundTrips,
                backlog,
                lossRate,
                lossBurstMean,
                lossEffect,
                resetRate,
                firstNanos,
                maxNanos,
                newGiveUpNanos,
                receiveWindow,
                readCredit,
                highWater,
                lowWater,
                headerBytes,
                congestion);
    }

    /** The same with other windows and marks. */
    public StreamModel withWindows(int window, int credit, int high, int low) {
        return new StreamModel(
                connectRoundTrips,
                backlog,
                lossRate,
                lossBurstMean,
                lossEffect,
                resetRate,
                retransmitNanos,
                retransmitMaxNanos,
                giveUpNanos,
                window,
                credit,
                high,
                low,
                headerBytes,
                congestion);
    }

    /** The same with another congestion window. */
    public StreamModel withCongestion(Congestion other) {
        return new StreamModel(
                connectRoundTrips,
                backlog,
                lossRate,
                lossBurstMean,
                lossEffect,
                resetRate,
                retransmitNanos,
                retransmitMaxNanos,
                giveUpNanos,
                receiveWindow,
                readCredit,
                highWater,
                lowWater,
                headerBytes,
                other);
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

    /** What a lost segment does. */
    public enum LossEffect {
        /** The bytes are sent again once the loss is noticed, and all that follow wait for them. */
        RETRANSMIT,
        /** The stream is reset. */
        RESET
    }
}
