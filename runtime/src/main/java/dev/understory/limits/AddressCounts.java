package dev.understory.limits;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many connections come from each group of addresses, at each level. Holds nothing for those from which none does. */
public final class AddressCounts {
    private final Map<AddressGroup, Integer> counts = new HashMap<>();

    /** One more from that address. */
    public void add(NetworkAddress address) {
        for (GroupLevel level : address.levels()) {
            counts.merge(address.group(level), 1, Integer::sum);
        }
    }

    /** One less from that address. */
    public void remove(NetworkAddress address) {
        for (GroupLevel level : address.levels()) {
            counts.computeIfPresent(address.group(level), (group, count) -> count == 1 ? null : count - 1);
        }
    }

    /** How many come from the group of that level in which the address lies. */
    public int of(NetworkAddress address, GroupLevel level) {
        return counts.getOrDefault(address.group(level), 0);
    }

    /** The narrowest level at which the address's group has as many as it may, or null if there is none. */
    public @Nullable GroupLevel full(NetworkAddress address, PerLevel caps) {
        for (GroupLevel level : address.levels()) {
            if (of(address, level) >= caps.at(level)) {
                return level;
            }
        }
        return null;
    }

    /** Whether nothing is counted. */
    public boolean isEmpty() {
        return counts.isEmpty();
    }
}
