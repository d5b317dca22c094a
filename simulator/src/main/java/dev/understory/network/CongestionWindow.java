package dev.understory.network;

import dev.understory.network.Congestion.Control;

/**
 * How much one direction of a stream may have on its way, known at the sender alone: when an acknowledgement comes is
 * computed from the delays of the way, not told by the receiver. Acknowledgements that are due are taken in when somebody
 * asks, so that a stream costs events only while something waits for its window.
 *
 * <p>After Linux: slow start (RFC 5681) doubles the window each round trip, until a loss or (under CUBIC) until HyStart
 * (RFC 9406, and the length of a train of acknowledgements) sees a queue; {@link CongestionGrowth} is what comes then. A
 * window that was not used does not grow. The retransmission time-out is the smoothed round trip and at least the stream's
 * least time-out more, or four deviations; a new stream's is three round trips.
 */
final class CongestionWindow {
    private static final long MILLI = 1_000_000L;
    /** What is sent at once takes the bottleneck no longer than this part of a round trip. */
    private static final int SHARES = 16;
    /** HyStart looks at windows from here on, in segments. */
    private static final int LOW_WINDOW = 16;
    /** HyStart takes acknowledgements that are further apart for no train. */
    private static final long TRAIN_GAP = 2 * MILLI;

    private final Congestion congestion;
    private final int segment;
    private final long leastRto;
    private final int chunk;
    private final boolean isTrain;
    private final CongestionGrowth growth;
    private final Flight flight = new Flight();
    private final long leastRtt;
    private long smoothRtt;
    private long deviation;
    private double window;
    private double threshold = Double.MAX_VALUE;
    private long sent;
    private long acked;
    private long recoveryEnd;
    private long holeAt = Long.MAX_VALUE;
    private long roundEnd;
    private long roundStart;
    /** The most that was on the way in this round trip, and in the last. */
    private double peak;

    private double lastPeak;

    /** When acknowledgements were taken last, what was on the way before them, and what was sent since in that instant. */
    private long instant = Long.MIN_VALUE;

    private long before;
    private long sentInInstant;
    private long lastSent;
    private long lastUsed;
    private long pathFree;

    /**
     * The window of a stream that has not been held back yet.
     *
     * @param rtt the round trip of an idle way
     * @param deviation four times the deviation of round trips so far; twice the round trip for a new stream
     * @param bottleneck bits per second of the slowest line; 0 for none
     */
    CongestionWindow(StreamModel stream, long now, long rtt, long deviation, long bottleneck) {
        this.congestion = stream.congestion();
        this.segment = congestion.segmentBytes();
        this.leastRto = stream.retransmission().leastNanos();
        this.growth = new CongestionGrowth(congestion.control());
        this.leastRtt = rtt;
        this.smoothRtt = rtt;
        this.deviation = deviation;
        this.window = congestion.initialWindow();
        this.lastSent = now;
        this.lastUsed = now;
        // So many that the window opens bit by bit, as acknowledgements come; on a fast line there is no need.
        long share = bottleneck == 0 ? Long.MAX_VALUE : bottleneck / 8 * (rtt / SHARES / 1_000) / 1_000_000;
        long most = Math.max(2L * segment, Math.min(SimLink.PIECE, share));
        this.chunk = (int) (most - most % segment);
        this.isTrain = bottleneck == 0 || AccessQueue.nanos(segment, bottleneck) <= TRAIN_GAP;
    }

    /** The most that is sent in one piece. */
    int chunk() {
        return chunk;
    }

    long leastRtt() {
        return leastRtt;
    }

    long rto() {
        return smoothRtt + Math.max(leastRto, deviation);
    }

    /** When the last of all sent so far is acknowledged. */
    long newestAck() {
        return flight.newestAck();
    }

    /** How many bytes have been sent. */
    long sent() {
        return sent;
    }

    /** Bytes that may be sent now: whole segments, or less if nothing else is on the way. */
    long room(long now) {
        take(now);
        if (flight.isEmpty()) {
            restart(now);
        }
        return (long) window - flight.bytes();
    }

    /** Whoever asked for room found too little: the window is used to the full. */
    long nextAck() {
        peak = Math.max(peak, window);
        return flight.nextAck();
    }

    /**
     * Bytes are sent.
     *
     * @param arrival when they would be at the line down
     * @param downNanos how long that line takes for them
     * @param waitNanos how long they wait for the line up
     * @param backNanos the way back
     */
    void sent(long now, int size, long arrival, long downNanos, long waitNanos, long backNanos) {
        // This stream's own share of the line down; what others put into it only the receiver knows.
        long free = Math.max(arrival, pathFree + downNanos);
        pathFree = free;
        flight.add(now, size, free + backNanos, waitNanos + free - arrival);
        sent += size;
        lastSent = now;
        peak = Math.max(peak, flight.bytes());
        if (instant == now) {
            // In truth acknowledgements come one by one, and each lets two segments go.
            sentInInstant += size;
            peak = Math.max(peak, before + sentInInstant / 2.0);
        }
    }

    /** Bytes are on the way already, from when nobody counted. */
    void adopt(int size, long ack) {
        flight.add(ack - leastRtt, size, ack, 0);
        sent += size;
        peak = Math.max(peak, flight.bytes());
    }

    /** The byte at {@code position} is lost: what is acknowledged behind it says so, and the window does not grow by it. */
    void holeAt(long position) {
        holeAt = Math.min(holeAt, position);
    }

    /** What was lost is sent again. */
    void repaired(long now) {
        lastSent = now;
    }

    /** Segments were lost, of bytes up to {@code position}; the window shrinks once for all losses of one window. */
    void lost(long now, long position) {
        take(now);
        holeAt = Long.MAX_VALUE;
        if (position > recoveryEnd) {
            recoveryEnd = sent;
            threshold = growth.afterLoss(window / segment) * segment;
            window = threshold;
        }
    }

    /** Nothing was heard for so long that all counts as lost. */
    void timedOut(long now) {
        take(now);
        holeAt = Long.MAX_VALUE;
        recoveryEnd = sent;
        threshold = growth.afterLoss(window / segment) * segment;
        growth.reset();
        window = segment;
    }

    /**
     * Bytes were dropped before the receiver's line, and are on the way no longer. Until the loss is repaired, the window
     * is what still is on the way: each acknowledgement lets go as much as it acknowledges (RFC 6937), so that a burst of
     * which nearly all was dropped begins again with one segment.
     *
     * @param drops how often they have been dropped before; the window has shrunk for the first time already
     */
    void dropped(long now, int size, int drops) {
        take(now);
        acked += flight.drop(size);
        if (drops == 0) {
            lost(now, acked);
        }
        window = Math.max(segment, Math.min(window, flight.bytes()));
    }

    private void take(long now) {
        if (!flight.isEmpty() && flight.nextAck() <= now && instant != now) {
            instant = now;
            before = flight.bytes();
            sentInInstant = 0;
        }
        while (!flight.isEmpty() && flight.nextAck() <= now) {
            long at = flight.nextAck();
            long rtt = at - flight.nextSentAt();
            long queued = flight.nextQueuedNanos();
            acknowledge(flight.remove(), at, rtt, queued);
        }
    }

    private void acknowledge(int size, long at, long rtt, long queued) {
        acked += size;
        long error = Math.abs(rtt - smoothRtt);
        smoothRtt += (rtt - smoothRtt) / 8;
        boolean isNewRound = acked > roundEnd;
        if (isNewRound) {
            deviation += (4 * error - deviation) / 4;
            roundEnd = sent;
            roundStart = at;
        }
        if (isUsed()) {
            lastUsed = at;
        } else if (congestion.resetsWhenIdle() && at - lastUsed >= rto()) {
            decay();
            lastUsed = at;
        }
        long useful = Math.min(size, holeAt - (acked - size));
        if (acked > recoveryEnd && useful > 0 && isUsed()) {
            grow(useful, at, isNewRound, queued);
        }
        if (isNewRound) {
            lastPeak = peak;
            peak = flight.bytes() + size;
        }
    }

    private void grow(double size, long at, boolean isNewRound, long queued) {
        double left = size;
        if (window < threshold) {
            if (congestion.control() == Control.CUBIC && window >= LOW_WINDOW * segment) {
                look(at, isNewRound, queued);
            }
            double grown = Math.max(0, Math.min(left, threshold - window));
            window += grown;
            left -= grown;
        }
        if (left > 0) {
            window = growth.grown(window / segment, left / segment, at, leastRtt) * segment;
        }
    }

    /** HyStart: a queue is building up, or acknowledgements come for half a round trip on end. */
    private void look(long at, boolean isNewRound, long queued) {
        long bound = Math.max(4 * MILLI, Math.min(16 * MILLI, leastRtt / 8));
        if ((isNewRound && queued >= bound) || (isTrain && at - roundStart > leastRtt / 2)) {
            threshold = window;
        }
    }

    /** In slow start half of the window counts as used, for it is to double. */
    private boolean isUsed() {
        double used = Math.max(peak, lastPeak);
        return window < threshold ? window <= 2 * (used + segment) : used + segment > window;
    }

    private void restart(long now) {
        long idle = now - lastSent;
        long rto = rto();
        if (!congestion.resetsWhenIdle() || idle <= rto) {
            return;
        }
        double least = Math.min(window, congestion.initialWindow());
        threshold = threshold == Double.MAX_VALUE ? threshold : Math.max(threshold, window * 3 / 4);
        for (long left = idle - rto; left > 0 && window > least; left -= rto) {
            window /= 2;
        }
        window = Math.max(window, least);
        growth.idle(idle);
        lastSent = now;
        lastUsed = now;
        peak = 0;
        lastPeak = 0;
    }

    private void decay() {
        double used = Math.max(Math.max(peak, lastPeak), congestion.initialWindow());
        if (used < window) {
            threshold = threshold == Double.MAX_VALUE ? threshold : Math.max(threshold, window * 3 / 4);
            window = (window + used) / 2;
        }
    }
}
