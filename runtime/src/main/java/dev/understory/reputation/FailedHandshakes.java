package dev.understory.reputation;

import dev.understory.limits.AddressGroup;
import dev.understory.limits.GroupLevel;
import dev.understory.limits.NetworkAddress;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts the handshakes from each address (an IPv6 /64 as one) that failed at the proof of an identity, and says when an
 * address is to be banned for it. An address of somebody who was admitted lately is shared with honest ones and is not.
 * Of {@link #ENTRIES} addresses each is remembered who has failed, and where somebody was admitted; who came longest ago
 * is forgotten first. A machine.
 */
public final class FailedHandshakes {
    /** Addresses of each kind that are remembered. */
    static final int ENTRIES = 4096;

    private final AutoBanPolicy policy;
    /** When those were that count still, oldest first: fewer than it takes. */
    private Map<AddressGroup, ArrayDeque<Long>> failures = Collections.emptyMap();

    private Map<AddressGroup, Long> admitted = Collections.emptyMap();

    /** Nobody has failed yet. */
    public FailedHandshakes(AutoBanPolicy policy) {
        this.policy = policy;
    }

    /** A handshake from there has failed so. Returns whether the address is to be banned now. */
    public boolean failed(NetworkAddress from, long nowNanos) {
        if (policy.threshold() == 0 || !from.literal() || isExempt(from) || isShared(from, nowNanos)) {
            return false;
        }
        AddressGroup host = host(from);
        if (failures.isEmpty()) {
            failures = new LinkedHashMap<>();
        }
        ArrayDeque<Long> times = failures.remove(host);
        if (times == null) {
            times = new ArrayDeque<>(2);
        }
        times.addLast(nowNanos);
        while (nowNanos - times.getFirst() >= policy.window().toNanos()) {
            times.removeFirst();
        }
        if (times.size() >= policy.threshold()) {
            return true;
        }
        put(failures, host, times);
        return false;
    }

    /** Somebody is admitted whose address that is. */
    public void admitted(NetworkAddress from, long nowNanos) {
        if (policy.threshold() > 0 && policy.sharedFor().isPositive() && from.literal()) {
            if (admitted.isEmpty()) {
                admitted = new LinkedHashMap<>();
            }
            AddressGroup host = host(from);
            admitted.remove(host);
            put(admitted, host, nowNanos);
        }
    }

    /** What an address is banned as: itself, or the /64 that it lies in. */
    public BanSubject subject(NetworkAddress from) {
        return BanSubject.ofAddresses(host(from));
    }

    /** The policy. */
    public AutoBanPolicy policy() {
        return policy;
    }

    /** Addresses remembered; for tests of the limit. */
    int size() {
        return failures.size() + admitted.size();
    }

    private boolean isExempt(NetworkAddress from) {
        return policy.exempt().stream().anyMatch(range -> range.contains(from));
    }

    private boolean isShared(NetworkAddress from, long nowNanos) {
        Long last = admitted.get(host(from));
        return last != null && nowNanos - last < policy.sharedFor().toNanos();
    }

    private static AddressGroup host(NetworkAddress from) {
        return from.group(GroupLevel.ADDRESS);
    }

    private static <T> void put(Map<AddressGroup, T> into, AddressGroup host, T value) {
        if (into.size() == ENTRIES) {
            into.remove(into.keySet().iterator().next());
        }
        into.put(host, value);
    }
}
