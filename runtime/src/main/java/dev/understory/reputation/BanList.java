package dev.understory.reputation;

import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bans in force. An automatic ban takes the place of the oldest automatic one when the list is full, and is refused
 * when operator bans fill it; an operator's ban is always taken and never evicted.
 */
public final class BanList {
    /** A ban without end. */
    public static final long FOREVER = Long.MAX_VALUE;

    private final int capacity;
    private final Map<BanSubject, Long> byOperator = new LinkedHashMap<>();
    private final Map<BanSubject, Long> automatic = new LinkedHashMap<>();

    /** A list with room for {@code capacity} bans in all, operator bans beyond it aside. */
    public BanList(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a ban list needs room for a ban, not " + capacity);
        }
        this.capacity = capacity;
    }

    /** A ban by an operator until {@code untilNanos} on the node's clock, or {@link #FOREVER}. */
    public void banByOperator(BanSubject subject, long untilNanos) {
        automatic.remove(subject);
        byOperator.put(subject, untilNanos);
        makeRoom(capacity);
    }

    /** A ban by a rule; returns false if operator bans leave no room for it. It never shortens a ban. */
    public boolean banAutomatically(BanSubject subject, long untilNanos) {
        Long operatorEnd = byOperator.get(subject);
        if (operatorEnd != null) {
            return true;
        }
        Long before = automatic.remove(subject);
        if (before == null && byOperator.size() >= capacity) {
            return false;
        }
        makeRoom(capacity - 1);
        automatic.put(subject, before == null ? untilNanos : Math.max(before, untilNanos));
        return true;
    }

    /** Lifts a ban; returns whether there was one. */
    public boolean unban(BanSubject subject) {
        boolean operator = byOperator.remove(subject) != null;
        return automatic.remove(subject) != null || operator;
    }

    /** Whether that identity is banned now. */
    public boolean isBanned(PublicKey key, long nowNanos) {
        return inForce(new BanSubject.Identity(key), nowNanos);
    }

    /** Whether that address is banned now, itself or with its subnet. */
    public boolean isBanned(NetworkAddress address, long nowNanos) {
        return !(byOperator.isEmpty() && automatic.isEmpty())
                && (inForce(new BanSubject.Address(address), nowNanos)
                        || inForce(new BanSubject.Subnet(address), nowNanos));
    }

    /** The bans in force, an operator's first. */
    public List<BanSubject> inForce(long nowNanos) {
        List<BanSubject> found = new ArrayList<>();
        for (Map<BanSubject, Long> bans : List.of(byOperator, automatic)) {
            bans.values().removeIf(until -> until <= nowNanos);
            found.addAll(bans.keySet());
        }
        return found;
    }

    /** Number of bans held, expired ones that nobody asked for included. */
    public int size() {
        return byOperator.size() + automatic.size();
    }

    private boolean inForce(BanSubject subject, long nowNanos) {
        return inForce(byOperator, subject, nowNanos) || inForce(automatic, subject, nowNanos);
    }

    private static boolean inForce(Map<BanSubject, Long> bans, BanSubject subject, long nowNanos) {
        Long until = bans.get(subject);
        if (until != null && until <= nowNanos) {
            bans.remove(subject);
            return false;
        }
        return until != null;
    }

    private void makeRoom(int limit) {
        Iterator<BanSubject> oldest = automatic.keySet().iterator();
        while (size() > limit && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }
}
