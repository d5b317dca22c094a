package dev.understory.network;

import org.jspecify.annotations.Nullable;

/**
 * A way with a congestion window, if it needs one.
 *
 * <p>A link that never has more than the initial window on its way, nor half of it at once, which is what most links of a
 * large network do, has no {@link CongestionWindow}: four numbers say that it needs none. They count what was sent in two
 * halves, each taken for on the way until its last byte is acknowledged, which is never too little.
 */
abstract class ControlledPath extends SimPath {
    private final boolean isControlled;
    private final long since;
    private int olderBytes;
    private int newerBytes;
    private long olderAcked;
    private long newerAcked;
    private boolean ackAwaited;
    private @Nullable CongestionWindow window;

    ControlledPath(Host host, Place remotePlace, long id) {
        super(host, remotePlace, id);
        this.isControlled = !isLoopback() && stream().congestion().control() != Congestion.Control.NONE;
        this.since = node.trueTime();
    }

    /** When this end came to be. */
    final long since() {
        return since;
    }

    final boolean isControlled() {
        return isControlled;
    }

    /** How many of so many bytes the window lets through now; if none, {@link Mail#ACKNOWLEDGED} comes later. */
    final int inWindow(long now, int wanted) {
        if (!isControlled || (window == null && isLittle(now, wanted))) {
            return wanted;
        }
        CongestionWindow own = window(now);
        long room = own.room(now);
        int segment = stream().congestion().segmentBytes();
        if (room >= wanted) {
            return Math.min(wanted, own.chunk());
        }
        if (room >= segment) {
            return (int) Math.min(room - room % segment, own.chunk());
        }
        if (!ackAwaited) {
            ackAwaited = true;
            node.postLocal(Math.max(now, own.nextAck()), this, Mail.ACKNOWLEDGED, null);
        }
        return 0;
    }

    final CongestionWindow window(long now) {
        CongestionWindow own = window;
        if (own == null) {
            long rtt = roundTripNanos();
            // As if a round trip had been measured in each since the first: the deviation is a quarter less each time.
            double rounds = (double) (now - since) / rtt;
            long deviation = (long) (2 * rtt * StrictMath.pow(0.75, Math.min(1_000, rounds)));
            own = new CongestionWindow(stream(), now, rtt, deviation, bottleneck());
            if (now < newerAcked) {
                own.adopt(olderBytes, olderAcked);
                own.adopt(newerBytes, newerAcked);
            }
            window = own;
        }
        return own;
    }

    /** Nothing more is sent that is counted. */
    final void forgetWindow() {
        window = null;
    }

    /** Puts bytes onto the way; answers when they would arrive if nothing were lost. */
    final long enter(int size, int segments) {
        long now = node.trueTime();
        CongestionWindow own = window;
        long wait = own == null || upBits == 0 ? 0 : host.uplink().queue().waitNanos(now);
        long arrival = now + throughAccessLinks(size, segments) + delayNanos();
        if (own != null) {
            long wireSize = size + (long) segments * stream().headerBytes();
            own.sent(now, size, arrival, AccessQueue.nanos(wireSize, downBits), wait, backNanos);
        } else {
            newerBytes += size;
            newerAcked = Math.max(newerAcked, arrival + backNanos);
        }
        return arrival;
    }

    /** {@link Mail#ACKNOWLEDGED} is here. */
    final void ackIsHere() {
        ackAwaited = false;
    }

    private boolean isLittle(long now, int more) {
        if (now >= newerAcked) {
            olderBytes = 0;
            newerBytes = 0;
        } else if (now >= olderAcked) {
            olderBytes = newerBytes;
            olderAcked = newerAcked;
            newerBytes = 0;
        }
        long initial = stream().congestion().initialWindow();
        return olderBytes + newerBytes + more <= initial && more <= initial / 2;
    }
}
