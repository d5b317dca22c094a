package dev.understory.workload;

import dev.understory.identity.PublicKey;
import java.util.HashMap;
import java.util.Map;

/** How many block requests one peer may send another: twenty in each span of two seconds (wire.md, section 7.4). */
final class NestBftQuota {
    /** Requests per span. */
    static final int REQUESTS = 20;

    private static final long SPAN_NANOS = 2_000_000_000L;

    private final Map<PublicKey, Integer> used = new HashMap<>();
    private long span = -1;

    boolean isUsedUp(PublicKey peer, long now) {
        if (now / SPAN_NANOS != span) {
            span = now / SPAN_NANOS;
            used.clear();
        }
        return used.getOrDefault(peer, 0) >= REQUESTS;
    }

    void use(PublicKey peer, long now) {
        if (!isUsedUp(peer, now)) {
            used.merge(peer, 1, Integer::sum);
        }
    }
}
