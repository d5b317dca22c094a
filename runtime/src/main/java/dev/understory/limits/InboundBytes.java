package dev.understory.limits;

import dev.understory.mux.Topic;
import java.util.List;

/**
 * What one connection takes in of the rates of bytes: its own, its identity's, those of the groups of its address and the
 * node's. It says from when on something may be passed on; to wait is the connection's matter.
 */
public final class InboundBytes {
    private final List<ByteBucket> chain;
    private final PeerBytes peer;

    InboundBytes(List<ByteBucket> chain, PeerBytes peer) {
        this.chain = chain;
        this.peer = peer;
    }

    /** Bytes have come from the link; returns from when on what is in them may be passed on. */
    public long arrived(long bytes, long now) {
        long due = Long.MIN_VALUE;
        for (int i = 0; i < chain.size(); i++) {
            due = Math.max(due, chain.get(i).take(bytes, now));
        }
        return due;
    }

    /** Messages of a topic have come, of so many bytes; returns from when on its own rate lets them be passed on. */
    public long messages(Topic topic, long bytes, long now) {
        ByteBucket bucket = peer.topic(topic);
        return bucket == null ? Long.MIN_VALUE : bucket.take(bytes, now);
    }
}
