package dev.understory.admission;

import dev.understory.transport.Endpoint;
import java.util.LinkedHashSet;
import java.util.Set;

/** The addresses that turned out to be our own. Belongs to {@link Dials}. */
final class OwnAddresses {
    /** Addresses that are remembered; the oldest goes first. */
    static final int MAX = 64;

    private final Set<Endpoint> addresses = new LinkedHashSet<>();

    boolean contains(Endpoint address) {
        return addresses.contains(address);
    }

    void add(Endpoint own) {
        addresses.add(own);
        if (addresses.size() > MAX) {
            addresses.remove(addresses.iterator().next());
        }
    }
}
