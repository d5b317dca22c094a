package dev.understory.reputation;

import dev.understory.identity.PublicKey;
import dev.understory.limits.AddressGroup;
import dev.understory.limits.NetworkAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bans in force. An operator makes them, so that each is taken and none is evicted. To find the ban of an address takes a
 * look for each length of network that is banned, not for each ban.
 */
public final class BanList {
    /** A ban without end. */
    public static final long FOREVER = Long.MAX_VALUE;

    private final Map<BanSubject, Long> bans = new LinkedHashMap<>();
    /** Of the networks among them. */
    private final PrefixLengths lengths = new PrefixLengths();

    /** A ban until {@code untilNanos} on the node's clock, or {@link #FOREVER}; in place of the one there was. */
    public void ban(BanSubject named, long untilNanos) {
        BanSubject subject = usual(named);
        if (bans.put(subject, untilNanos) == null && subject instanceof BanSubject.Network network) {
            lengths.add(network.group());
        }
    }

    /** Lifts a ban; returns whether there was one. */
    public boolean unban(BanSubject named) {
        return remove(usual(named));
    }

    /** Whether that identity is banned now. */
    public boolean isBanned(PublicKey key, long nowNanos) {
        return inForce(new BanSubject.Identity(key), nowNanos);
    }

    /** Whether that address is banned now, itself or with a network that it lies in. */
    public boolean isBanned(NetworkAddress address, long nowNanos) {
        if (bans.isEmpty()) {
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

    /** The bans in force. */
    public List<BanSubject> inForce(long nowNanos) {
        List<BanSubject> found = new ArrayList<>(bans.keySet());
        found.removeIf(subject -> !inForce(subject, nowNanos));
        return found;
    }

    /** Number of bans held, expired ones that nobody asked for included. */
    public int size() {
        return bans.size();
    }

    /** Looks that an address takes; for tests. */
    int[] lengthsAround(NetworkAddress address) {
        return lengths.around(address);
    }

    private boolean inForce(BanSubject subject, long nowNanos) {
        Long until = bans.get(subject);
        if (until != null && until <= nowNanos) {
            remove(subject);
            return false;
        }
        return until != null;
    }

    private boolean remove(BanSubject subject) {
        boolean isThere = bans.remove(subject) != null;
        if (isThere && subject instanceof BanSubject.Network network) {
            lengths.remove(network.group());
        }
        return isThere;
    }

    /** A network of one address is that address. */
    private static BanSubject usual(BanSubject subject) {
        return subject instanceof BanSubject.Network network ? BanSubject.ofAddresses(network.group()) : subject;
    }
}
