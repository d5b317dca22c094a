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
 * The bans in force, each with its reason and end. Lasting ones, which people make, are {@link #MOST_LASTING} at most: one
 * more is refused; of two of the same the one that ends later stays. Of automatic ones there are {@link #MOST_AUTOMATIC}: one
 * more takes the place of the oldest, and never of a lasting one. To find the ban of an address takes a look for each length of network that is banned, not for each ban.
 */
public final class BanList {
    /** A ban without end. */
    public static final long FOREVER = Long.MAX_VALUE;

    /** Bans that people make, at a time. */
    public static final int MOST_LASTING = 250_000;

    /** Bans that the node makes by itself, at a time. */
    public static final int MOST_AUTOMATIC = 10_000;

    /** A subject is in one of the two at most. */
    private final Map<BanSubject, BanTerm> lasting = new LinkedHashMap<>();
    /** None of them ends sooner. */
    private long firstEnd = FOREVER;
    /** Oldest first. */
    private final Map<BanSubject, BanTerm> automatic = new LinkedHashMap<>();
    /** Of the networks among them. */
    private final PrefixLengths lengths = new PrefixLengths();

    /**
     * One more ban, in place of the one there was, unless that is a lasting one and this is not, or ends later. Returns whether
     * the subject is banned for that long now: false if there is no room, or if a person's ban is there already and this is none.
     */
    public boolean ban(BanSubject named, BanTerm term, long nowNanos) {
        BanSubject subject = usual(named);
        BanTerm before = inForce(subject, nowNanos);
        boolean lasts = term.reason().isLasting();
        if (before != null && before.reason().isLasting() && (!lasts || before.covers(term))) {
            return lasts;
        }
        if (lasts) {
            if (!lasting.containsKey(subject) && isFull(nowNanos)) {
                return false;
            }
            remove(subject);
            lasting.put(subject, term);
            firstEnd = Math.min(firstEnd, term.until());
        } else {
            remove(subject);
            if (automatic.size() == MOST_AUTOMATIC) {
                remove(automatic.keySet().iterator().next());
            }
            automatic.put(subject, term);
        }
        if (subject instanceof BanSubject.Network network) {
            lengths.add(network.group());
        }
        return true;
    }

    /** Those that have ended are forgotten for it, and not looked for again before another may have. */
    private boolean isFull(long nowNanos) {
        if (lasting.size() >= MOST_LASTING && firstEnd <= nowNanos) {
            inForce(nowNanos);
            firstEnd = lasting.values().stream().mapToLong(BanTerm::until).min().orElse(FOREVER);
        }
        return lasting.size() >= MOST_LASTING;
    }

    /** Lifts a ban; returns whether there was one. */
    public boolean unban(BanSubject named) {
        return remove(usual(named));
    }

    /** Whether that identity is banned now. */
    public boolean isBanned(PublicKey key, long nowNanos) {
        return inForce(new BanSubject.Identity(key), nowNanos) != null;
    }

    /**
     * Whether that address is banned now, itself or with a network that it lies in.
     *
     * @param excused whether automatic bans do not hold for it
     */
    public boolean isBanned(NetworkAddress address, boolean excused, long nowNanos) {
        if (size() == 0) {
            return false;
        }
        if (holds(new BanSubject.Address(address), excused, nowNanos)) {
            return true;
        }
        for (int length : lengths.around(address)) {
            if (holds(new BanSubject.Network(AddressGroup.of(address, length)), excused, nowNanos)) {
                return true;
            }
        }
        return false;
    }

    private boolean holds(BanSubject subject, boolean excused, long nowNanos) {
        BanTerm term = inForce(subject, nowNanos);
        return term != null && (!excused || term.reason().isLasting());
    }

    /** The bans in force: those that people have made, and then the others, oldest first. */
    public List<Ban> inForce(long nowNanos) {
        List<Ban> found = new ArrayList<>();
        for (Map<BanSubject, BanTerm> bans : List.of(lasting, automatic)) {
            for (BanSubject subject : new ArrayList<>(bans.keySet())) {
                BanTerm term = inForce(subject, nowNanos);
                if (term != null) {
                    found.add(term.of(subject, nowNanos));
                }
            }
        }
        return found;
    }

    /** Number of bans held, expired ones that nobody asked for included. */
    public int size() {
        return lasting.size() + automatic.size();
    }

    /** Looks that an address takes; for tests. */
    int[] lengthsAround(NetworkAddress address) {
        return lengths.around(address);
    }

    private @Nullable BanTerm inForce(BanSubject subject, long nowNanos) {
        BanTerm lasts = lasting.get(subject);
        BanTerm term = lasts != null ? lasts : automatic.get(subject);
        if (term != null && !term.isInForce(nowNanos)) {
            remove(subject);
            return null;
        }
        return term;
    }

    private boolean remove(BanSubject subject) {
        boolean isThere = lasting.remove(subject) != null || automatic.remove(subject) != null;
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
