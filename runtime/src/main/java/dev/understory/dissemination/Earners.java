package dev.understory.dissemination;

import dev.understory.identity.PublicKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who is credited for a useful message: the peer that sent it first, and each at most once in {@link #PAUSE_NANOS}. Points are
 * few and fade slowly, so that a credit for every message would be work without effect.
 */
final class Earners {
    /** From one credit of a peer to the next, at least. */
    static final long PAUSE_NANOS = 1_000_000_000;

    /** Peers that were credited within that time; beyond that nobody is, until the first of them may be again. */
    static final int MOST = 256;

    /** When each was credited, oldest first. */
    private final Map<PublicKey, Long> credited = new LinkedHashMap<>();

    /** Whether a peer is credited for one more useful message. */
    boolean earns(PublicKey peer, long nowNanos) {
        Iterator<Long> first = credited.values().iterator();
        while (first.hasNext() && nowNanos - first.next() >= PAUSE_NANOS) {
            first.remove();
        }
        return credited.size() < MOST && credited.putIfAbsent(peer, nowNanos) == null;
    }
}
