package dev.understory.admission;

import dev.understory.limits.NetworkAddress;
import dev.understory.reputation.Ban;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.BanTerm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The host names that are banned and, through {@link NameWatch}, the addresses that are banned with them. A machine. It
 * holds {@link #MOST} names; a ban beyond that is refused.
 */
final class BannedNames {
    /** Names at a time; they leave the other half of what can be followed to must-connect and trusted peers. */
    static final int MOST = BanSubject.MOST_NAMES;

    private final Map<String, BanTerm> termByName = new LinkedHashMap<>();
    /** Asked for single addresses only, so its order does not matter. */
    private Map<NetworkAddress, Long> untilByAddress = new HashMap<>();

    /** Bans a name, unless it is until later; false if there is no room for it. */
    boolean ban(String host, BanTerm term, long nowNanos) {
        String name = NetworkAddress.foldedName(host);
        BanTerm before = termByName.get(name);
        if (before != null && before.isInForce(nowNanos) && before.covers(term)) {
            return true;
        }
        if (termByName.size() >= MOST && before == null && inForce(nowNanos).size() >= MOST) {
            return false;
        }
        termByName.put(name, term);
        return true;
    }

    /** Returns whether it was banned. */
    boolean unban(String host) {
        return termByName.remove(NetworkAddress.foldedName(host)) != null;
    }

    /** The names that are banned now; the others are forgotten. */
    List<String> inForce(long nowNanos) {
        termByName.values().removeIf(term -> !term.isInForce(nowNanos));
        return new ArrayList<>(termByName.keySet());
    }

    /** The same as bans. */
    List<Ban> bans(long nowNanos) {
        return inForce(nowNanos).stream()
                .map(name -> Objects.requireNonNull(termByName.get(name)).of(new BanSubject.Name(name), nowNanos))
                .toList();
    }

    /** Takes over what is known of the names by now. */
    void update(NameWatch watch) {
        Map<NetworkAddress, Long> fresh = new HashMap<>();
        termByName.forEach((name, term) ->
                watch.addresses(name).forEach(address -> fresh.merge(address, term.until(), Math::max)));
        untilByAddress = fresh;
    }

    boolean isBanned(NetworkAddress address, long nowNanos) {
        Long until = untilByAddress.get(address);
        return until != null && until > nowNanos;
    }

    boolean isBanned(String host, long nowNanos) {
        BanTerm term = termByName.get(NetworkAddress.foldedName(host));
        return term != null && term.isInForce(nowNanos);
    }
}
