package dev.understory.session;

import dev.understory.limits.ByteWay;
import dev.understory.limits.OutboundBytes;
import dev.understory.mux.PacketScheduler;
import dev.understory.mux.Topic;

/**
 * The rates of our bytes to a peer: keeps the topics back of which nothing may go yet, while others overtake them. Looked at
 * before each packet.
 */
final class OutboundPace {
    private static final Topic[] TOPICS = Topic.values();

    private final PacketScheduler scheduler;
    private final OutboundBytes bytes;
    private final SessionListener out;
    private final long[] blockedSince = new long[TOPICS.length];
    private int blocked;
    private long nextReady = Session.NO_DEADLINE;

    OutboundPace(PacketScheduler scheduler, OutboundBytes bytes, SessionListener out) {
        this.scheduler = scheduler;
        this.bytes = bytes;
        this.out = out;
    }

    /** Sees which topics may send. */
    void look(long now) {
        int before = blocked;
        blocked = 0;
        nextReady = Session.NO_DEADLINE;
        for (Topic topic : TOPICS) {
            int bit = 1 << topic.priority();
            long ready = topic != Topic.HEARTBEAT && scheduler.queuedMessages(topic) > 0
                    ? bytes.ready(topic, now)
                    : Long.MIN_VALUE;
            if (ready > now) {
                blocked |= bit;
                nextReady = Math.min(nextReady, ready);
                if ((before & bit) == 0) {
                    blockedSince[topic.id()] = now;
                }
            } else if ((before & bit) != 0) {
                out.waited(ByteWay.OUT, topic, now - blockedSince[topic.id()]);
            }
        }
        scheduler.block(blocked);
    }

    /** A packet of a topic, or a heartbeat, was written. */
    void wrote(Topic topic, int size, long now) {
        bytes.sent(topic, size, now);
    }

    /** Frames have made it so much longer. */
    void sealed(int overhead, long now) {
        bytes.spent(overhead, now);
    }

    /** When something may go that waits, or {@link Session#NO_DEADLINE}. */
    long nextReadyNanos() {
        return nextReady;
    }

    /** No rate holds any longer. */
    void end() {
        scheduler.block(0);
    }
}
