package dev.understory.reputation;

import dev.understory.identity.PublicKey;
import dev.understory.limits.AddressGroup;
import dev.understory.limits.NetworkAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bans in force. An automatic ban takes the place of the oldest automatic one when the list is full, and is refused
 * when operator bans fill it; an operator's ban is always taken and never evicted. To find the ban of an address takes a
 * look for each length of network that is banned, not for each ban.
 */
public final class BanList {
    /** A ban without end. */
    public static final long FOREVER = Long.MAX_VALUE;

    private final int capacity;
    private final Map<BanSubject, Long> byOperator = new LinkedHashMap<>();
    private final Map<BanSubject, Long> automatic = new LinkedHashMap<>();
    /** Of the networks in both. */
    private final PrefixLengths lengths = new PrefixLengths();

    /** A list with room for {@code capacity} bans in all, operator bans beyond it aside. */
    public BanList(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a ban list needs room for a ban, not " + capacity);
        }
        this.capacity = capacity;
    }

    /** A ban by an operator until {@code untilNanos} on the node's clock, or {@link #FOREVER}. */
    public void banByOperator(BanSubject named, long untilNanos) {
        BanSubject subject = usual(named);
        remove(automatic, subject);
        put(byOperator, subject, untilNanos);
        makeRoom(capacity);
    }

    /** A ban by a rule; returns false if operator bans leave no room for it. It never shortens a ban. */
    public boolean banAutomatically(BanSubject named, long untilNanos) {
        BanSubject subject = usual(named);
        Long operatorEnd = byOperator.get(subject);
        if (operatorEnd != null) {
            return true;
        }
        Long before = remove(automatic, subject);
        if (before == null && byOperator.size() >= capacity) {
            return false;
        }
        makeRoom(capacity - 1);
        put(automatic, subject, before == null ? untilNanos : Math.max(before, untilNanos));
        return true;
    }

    /** Lifts a ban; returns whether there was one. */
    public boolean unban(BanSubject named) {
        BanSubject subject = usual(named);
        boolean operator = remove(byOperator, subject) != null;
        return remove(automatic, subject) != null || operator;
    }

    /** Whether that identity is banned now. */
    public boolean isBanned(PublicKey key, long nowNanos) {
        return inForce(new BanSubject.Identity(key), nowNanos);
    }

    /** Whether that address is banned now, itself or with a network that it lies in. */
    public boolean isBanned(NetworkAddress address, long nowNanos) {
        if (byOperator.isEmpty() && automatic.isEmpty()) {
            return false;
        }
        if (inForce(new BanSubject.Address(address), nowNanos)) {
            return true;
        }
        for (int length : lengths.around(address)) {
            if (inForce(new BanSubject.Network(AddressGroup.of(address, length)), nowNanos)) {
                return true;
            }
        }
        return false;
    }

    /** The bans in force, an operator's first. */
    public List<BanSubject> inForce(long nowNanos) {
        List<BanSubject> found = new ArrayList<>();
        for (Map<BanSubject, Long> bans : List.of(byOperator, automatic)) {
            for (Map.Entry<BanSubject, Long> ban : new ArrayList<>(bans.entrySet())) {
                if (ban.getValue() > nowNanos) {
                    found.add(ban.getKey());
                } else {
                    remove(bans, ban.getKey());
                }
            }
        }
        return found;
    }

    /** Number of bans held, expired ones that nobody asked for included. */
    public int size() {
        return byOperator.size() + automatic.size();
    }

    /** Looks that an address takes; for tests. */
    int[] lengthsAround(NetworkAddress address) {
        return lengths.around(address);
    }

    private boolean inForce(BanSubject subject, long nowNanos) {
        return inForce(byOperator, subject, nowNanos) || inForce(automatic, subject, nowNanos);
    }

    private boolean inForce(Map<BanSubject, Long> bans, BanSubject subject, long nowNanos) {
        Long until = bans.get(subject);
        if (until != null && until <= nowNanos) {
            remove(bans, subject);
            return false;
        }
        return until != null;
    }

    private void makeRoom(int limit) {
        while (size() > limit && !automatic.isEmpty()) {
            remove(automatic, automatic.keySet().iterator().next());
        }
    }

    private void put(Map<BanSubject, Long> bans, BanSubject subject, long untilNanos) {
        if (bans.put(subject, untilNanos) == null && subject instanceof BanSubject.Network network) {
            lengths.add(network.group());
        }
    }

    private @Nullable Long remove(Map<BanSubject, Long> bans, BanSubject subject) {
        Long until = bans.remove(subject);
        if (until != null && subject instanceof BanSubject.Network network) {
            lengths.remove(network.group());
        }
        return until;
    }

    /** A network of one address is that address. */
    private static BanSubject usual(BanSubject subject) {
        return subject instanceof BanSubject.Network network ? BanSubject.ofAddresses(network.group()) : subject;
    }
}
