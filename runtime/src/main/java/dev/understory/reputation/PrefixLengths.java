package dev.understory.reputation;

import dev.understory.limits.AddressGroup;
import dev.understory.limits.NetworkAddress;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The lengths of the networks in a set, so that whether an address lies in one of them takes a look for each length that
 * is there, however many networks there are: a handful as a rule, 161 at most.
 */
final class PrefixLengths {
    /** How many networks there are of each length; IPv4 and IPv6 apart. */
    private final NavigableMap<Integer, Integer> ipv4 = new TreeMap<>();

    private final NavigableMap<Integer, Integer> ipv6 = new TreeMap<>();

    void add(AddressGroup network) {
        of(network.first()).merge(network.length(), 1, Integer::sum);
    }

    void remove(AddressGroup network) {
        of(network.first()).computeIfPresent(network.length(), (length, count) -> count == 1 ? null : count - 1);
    }

    /** The lengths of those that an address may lie in, the widest first; a copy. */
    int[] around(NetworkAddress address) {
        NavigableMap<Integer, Integer> lengths = of(address);
        int[] found = new int[lengths.size()];
        int size = 0;
        for (int length : lengths.keySet()) {
            found[size++] = length;
        }
        return found;
    }

    private NavigableMap<Integer, Integer> of(NetworkAddress address) {
        return address.bits() == Integer.SIZE ? ipv4 : ipv6;
    }
}
