package dev.understory.network;

import dev.understory.network.StreamModel.Connect;
import dev.understory.network.StreamModel.Loss;
import dev.understory.network.StreamModel.LossEffect;
import dev.understory.network.StreamModel.Retransmission;
import dev.understory.network.StreamModel.Windows;

/** Streams that differ from the usual in one thing. */
public final class Streams {
    private static final StreamModel USUAL = StreamModel.DEFAULT;

    private Streams() {}

    /** That connect so. */
    static StreamModel connecting(StreamModel of, double roundTrips, int backlog) {
        Connect connect = new Connect(roundTrips, backlog);
        return new StreamModel(
                connect, of.loss(), of.retransmission(), of.windows(), of.headerBytes(), of.congestion());
    }

    static StreamModel connecting(double roundTrips, int backlog) {
        return connecting(USUAL, roundTrips, backlog);
    }

    /** That lose segments. */
    static StreamModel losing(StreamModel of, double rate, double burstMean, LossEffect effect) {
        Loss loss = new Loss(rate, burstMean, effect);
        return new StreamModel(
                of.connect(), loss, of.retransmission(), of.windows(), of.headerBytes(), of.congestion());
    }

    static StreamModel losing(double rate, double burstMean, LossEffect effect) {
        return losing(USUAL, rate, burstMean, effect);
    }

    static StreamModel retrying(long leastNanos, long mostNanos, long giveUpNanos) {
        Retransmission patience = new Retransmission(leastNanos, mostNanos, giveUpNanos);
        return new StreamModel(
                USUAL.connect(), USUAL.loss(), patience, USUAL.windows(), USUAL.headerBytes(), USUAL.congestion());
    }

    static StreamModel windows(int receive, int readCredit, int highWater, int lowWater) {
        Windows windows = new Windows(receive, readCredit, highWater, lowWater);
        return new StreamModel(
                USUAL.connect(),
                USUAL.loss(),
                USUAL.retransmission(),
                windows,
                USUAL.headerBytes(),
                USUAL.congestion());
    }

    /** Under another rule of congestion. */
    public static StreamModel controlled(Congestion.Control control) {
        return new StreamModel(
                USUAL.connect(),
                USUAL.loss(),
                USUAL.retransmission(),
                USUAL.windows(),
                USUAL.headerBytes(),
                congestion(control));
    }

    static Congestion congestion(Congestion.Control control) {
        Congestion usual = Congestion.DEFAULT;
        return new Congestion(control, usual.segmentBytes(), usual.initialSegments(), usual.resetsWhenIdle());
    }
}
