package dev.understory.admission;

import dev.understory.limits.NetworkAddress;
import dev.understory.reputation.BanSubject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The host names that are banned and, through {@link NameWatch}, the addresses that are banned with them. A machine. It
 * holds {@link #MOST} names; a ban beyond that is refused.
 */
final class BannedNames {
    /** Names at a time; they leave the other half of what can be followed to must-connect and trusted peers. */
    static final int MOST = BanSubject.MOST_NAMES;

    private final Map<String, Long> untilByName = new LinkedHashMap<>();
    /** Asked for single addresses only, so its order does not matter. */
    private Map<NetworkAddress, Long> untilByAddress = new HashMap<>();

    /** Bans a name until then on the node's clock; false if there is no room for it. */
    boolean ban(String host, long untilNanos) {
        String name = NetworkAddress.foldedName(host);
        if (untilByName.size() >= MOST && !untilByName.containsKey(name)) {
            return false;
        }
        untilByName.put(name, untilNanos);
        return true;
    }

    void unban(String host) {
        untilByName.remove(NetworkAddress.foldedName(host));
    }

    /** The names that are banned now; the others are forgotten. */
    List<String> inForce(long nowNanos) {
        untilByName.values().removeIf(until -> until <= nowNanos);
        return new ArrayList<>(untilByName.keySet());
    }

    /** Takes over what is known of the names by now. */
    void update(NameWatch watch) {
        Map<NetworkAddress, Long> fresh = new HashMap<>();
        untilByName.forEach(
                (name, until) -> watch.addresses(name).forEach(address -> fresh.merge(address, until, Math::max)));
        untilByAddress = fresh;
    }

    boolean isBanned(NetworkAddress address, long nowNanos) {
        Long until = untilByAddress.get(address);
        return until != null && until > nowNanos;
    }

    boolean isBanned(String host, long nowNanos) {
        Long until = untilByName.get(NetworkAddress.foldedName(host));
        return until != null && until > nowNanos;
    }
}
