package dev.understory.dissemination;

import dev.understory.identity.PublicKey;
import java.util.HashMap;
import java.util.Map;

/**
 * What each peer of a node has waiting for its verdict, on all topics together: no more than its share, or one message that is
 * larger and waits alone. There is an entry for each peer of which something waits, and for no other. Safe for any thread, because
 * topics may belong to applications on different ones.
 */
public final class WaitingShares {
    private final long most;
    private final GossipEvents events;
    private final Map<PublicKey, Long> bytes = new HashMap<>();

    /** Nothing waits yet; {@code most} bytes of one peer may, and what waits is told to {@code events}. */
    public WaitingShares(long most, GossipEvents events) {
        this.most = most;
        this.events = events;
    }

    /** One more of that peer is to wait. Returns false, and counts nothing, if it has too much waiting for that. */
    boolean claim(PublicKey peer, long cost) {
        synchronized (bytes) {
            long own = bytes.getOrDefault(peer, 0L);
            if (own > 0 && own + cost > most) {
                return false;
            }
            bytes.put(peer, own + cost);
        }
        events.waiting(cost);
        return true;
    }

    /** That much of a peer waits, whatever its share. */
    void add(PublicKey peer, long cost) {
        synchronized (bytes) {
            bytes.merge(peer, cost, Long::sum);
        }
        events.waiting(cost);
    }

    /** That much of a peer waits no longer. */
    void release(PublicKey peer, long cost) {
        synchronized (bytes) {
            bytes.computeIfPresent(peer, (same, own) -> own > cost ? own - cost : null);
        }
        events.waiting(-cost);
    }

    /** Bytes of that peer that wait, on all topics. */
    long of(PublicKey peer) {
        synchronized (bytes) {
            return bytes.getOrDefault(peer, 0L);
        }
    }

    /** Peers of which something waits. */
    int peers() {
        synchronized (bytes) {
            return bytes.size();
        }
    }
}
