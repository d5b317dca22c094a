package dev.understory.limits;

import java.util.HashMap;
import java.util.Map;

/** How many connections come from each address and from each subnet. Holds nothing for those from which none does. */
public final class AddressCounts {
    private final Map<NetworkAddress, Integer> perAddress = new HashMap<>();
    private final Map<NetworkAddress, Integer> perSubnet = new HashMap<>();

    /** One more from that address. */
    public void add(NetworkAddress address) {
        perAddress.merge(address, 1, Integer::sum);
        perSubnet.merge(address.subnet(), 1, Integer::sum);
    }

    /** One less from that address. */
    public void remove(NetworkAddress address) {
        perAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
        perSubnet.computeIfPresent(address.subnet(), (key, count) -> count == 1 ? null : count - 1);
    }

    /** How many come from exactly that address. */
    public int ofAddress(NetworkAddress address) {
        return perAddress.getOrDefault(address, 0);
    }

    /** How many come from the /24 or /64 of that address. */
    public int ofSubnet(NetworkAddress address) {
        return perSubnet.getOrDefault(address.subnet(), 0);
    }

    /** Whether nothing is counted. */
    public boolean isEmpty() {
        return perAddress.isEmpty() && perSubnet.isEmpty();
    }
}
