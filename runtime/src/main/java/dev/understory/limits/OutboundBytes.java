package dev.understory.limits;

import dev.understory.mux.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one connection sends of the rates of bytes: its own, its identity's and the node's. CONSENSUS pays and waits for
 * nothing but a rate of its own; heartbeats pay and never wait. Of the node's rate a connection takes {@link #LEASE} bytes at
 * a time and waits for its turn: those who share it go in the order in which they asked.
 */
public final class OutboundBytes {
    /** Bytes that are taken from the node's rate at a time: a packet. */
    static final int LEASE = 16 * 1024;

    private final List<ByteBucket> own;
    private final PeerBytes peer;
    private final @Nullable ByteBucket all;
    private long leased;
    private long leaseFrom = Long.MIN_VALUE;

    OutboundBytes(List<ByteBucket> own, PeerBytes peer, @Nullable ByteBucket all) {
        this.own = own;
        this.peer = peer;
        this.all = all;
    }

    /** From when on the next packet of a topic, which has one, may go. */
    public long ready(Topic topic, long now) {
        ByteBucket ofTopic = peer.topic(topic);
        long ready = ofTopic == null ? Long.MIN_VALUE : ofTopic.next();
        if (topic == Topic.CONSENSUS) {
            return ready;
        }
        for (int i = 0; i < own.size(); i++) {
            ready = Math.max(ready, own.get(i).next());
        }
        if (ready > now || all == null) {
            // Its own first, so that it takes no turn that it cannot use.
            return ready;
        }
        if (leased <= 0) {
            lease(all, now);
        }
        return Math.max(ready, leaseFrom);
    }

    /** A packet of a topic, or a heartbeat, has gone. */
    public void sent(Topic topic, long bytes, long now) {
        ByteBucket ofTopic = peer.topic(topic);
        if (ofTopic != null) {
            ofTopic.take(bytes, now);
        }
        spent(bytes, now);
    }

    /** So many bytes went that belong to no topic: what frames add. */
    public void spent(long bytes, long now) {
        for (int i = 0; i < own.size(); i++) {
            own.get(i).take(bytes, now);
        }
        leased -= bytes;
        if (all != null && leased <= -LEASE) {
            lease(all, now);
        }
    }

    private void lease(ByteBucket from, long now) {
        leaseFrom = from.take(LEASE - leased, now);
        leased = LEASE;
    }
}
