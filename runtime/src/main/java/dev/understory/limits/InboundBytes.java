package dev.understory.limits;

import dev.understory.mux.Topic;
import java.util.List;

/**
 * What one connection takes in of the rates of bytes: its own, its identity's, those of the groups of its address and the
 * node's. It says from when on something may be passed on; to wait is the connection's matter.
 *
 * <p>What others share, a connection takes at most {@link #LEASE} bytes at a time of, and waits for its turn before it takes
 * more. So somebody who sends what he may not keeps himself waiting, and everybody else for one lease.
 */
public final class InboundBytes {
    /** Bytes that are taken from shared rates at a time: a packet. */
    static final int LEASE = 16 * 1024;

    /** A connection is no further behind the shared rates than this; what comes beyond goes unpaid, for it is here already. */
    static final long BEHIND_MOST = 4L << 20;

    private final List<ByteBucket> own;
    private final List<ByteBucket> shared;
    private final PeerBytes peer;
    /** Bytes that have come, those that shared rates were asked for, and how many of these in the last turn. */
    private long arrived;

    private long asked;
    private int lastAsked;
    /** When what was asked for last may be passed on. */
    private long turn = Long.MIN_VALUE;

    InboundBytes(List<ByteBucket> own, List<ByteBucket> shared, PeerBytes peer) {
        this.own = own;
        this.shared = shared;
        this.peer = peer;
    }

    /** Bytes have come from the link; returns from when on its own rates let what is in them be passed on. */
    public long arrived(long bytes, long now) {
        long due = Long.MIN_VALUE;
        for (int i = 0; i < own.size(); i++) {
            due = Math.max(due, own.get(i).take(bytes, now));
        }
        arrived += bytes;
        asked = Math.max(asked, arrived - BEHIND_MOST);
        ask(now);
        return due;
    }

    /** Bytes that have come in all. */
    public long position() {
        return arrived;
    }

    /** How many of the bytes that have come shared rates let be passed on, from the first one. */
    public long letGo(long now) {
        ask(now);
        return turn <= now ? asked : asked - lastAsked;
    }

    /** When shared rates let more be passed on; past if nothing waits for them. */
    public long turn() {
        return turn;
    }

    /** Messages of a topic have come, of so many bytes; returns from when on its own rate lets them be passed on. */
    public long messages(Topic topic, long bytes, long now) {
        ByteBucket bucket = peer.topic(topic);
        return bucket == null ? Long.MIN_VALUE : bucket.take(bytes, now);
    }

    private void ask(long now) {
        if (shared.isEmpty()) {
            asked = arrived;
            return;
        }
        while (asked < arrived && turn <= now) {
            lastAsked = (int) Math.min(LEASE, arrived - asked);
            asked += lastAsked;
            for (int i = 0; i < shared.size(); i++) {
                turn = Math.max(turn, shared.get(i).take(lastAsked, now));
            }
        }
    }
}
