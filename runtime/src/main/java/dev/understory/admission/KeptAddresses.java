package dev.understory.admission;

import dev.understory.transport.Endpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a peer may be found, the address that is tried next in front. */
final class KeptAddresses {
    /** Addresses that are tried in turn; one more takes the place of the one that would be tried last. */
    static final int MAX = 8;

    /**
     * An address; {@code strict} if only the peer itself may answer there, {@code ordered} if somebody has asked that it be kept,
     * whatever the configuration says.
     */
    private record Address(Endpoint endpoint, boolean strict, boolean ordered) {}

    /** A list of its own from the first one on: most peers come by themselves or are must-connect. */
    private List<Address> addresses = Collections.emptyList();

    /** The address that is tried next; null if there is none. */
    @Nullable
    Endpoint next() {
        return addresses.isEmpty() ? null : addresses.get(0).endpoint();
    }

    /** Whether only the peer itself may answer at {@link #next}. */
    boolean isStrict() {
        return !addresses.isEmpty() && addresses.get(0).strict();
    }

    /** One more address, or another word on one; once it is ordered it stays so. */
    void put(Endpoint endpoint, boolean strict, boolean ordered) {
        int known = indexOf(endpoint);
        Address address = new Address(endpoint, strict, ordered || isOrdered(endpoint));
        if (known >= 0) {
            addresses.set(known, address);
            return;
        }
        if (addresses.isEmpty()) {
            addresses = new ArrayList<>(1);
        } else if (addresses.size() >= MAX) {
            addresses.remove(addresses.size() - 1);
        }
        addresses.add(address);
    }

    /** One more address, where anybody may answer; of one that is there nothing changes. */
    void discover(Endpoint endpoint, boolean ordered) {
        int known = indexOf(endpoint);
        put(endpoint, known >= 0 && addresses.get(known).strict(), ordered);
    }

    /** Whether somebody has asked that this address be kept. */
    boolean isOrdered(Endpoint endpoint) {
        int known = indexOf(endpoint);
        return known >= 0 && addresses.get(known).ordered();
    }

    /** The configuration keeps it no longer. Returns whether nobody does. */
    boolean release(Endpoint endpoint) {
        return !isOrdered(endpoint) && remove(endpoint);
    }

    /** Returns whether it was there. */
    boolean remove(Endpoint endpoint) {
        return addresses.removeIf(address -> address.endpoint().equals(endpoint));
    }

    void clear() {
        addresses.clear();
    }

    /** The first one did not lead to the peer: it comes last. Returns whether another one is first now. */
    boolean turn() {
        if (addresses.size() < 2) {
            return false;
        }
        addresses.add(addresses.remove(0));
        return true;
    }

    List<Endpoint> all() {
        return addresses.stream().map(Address::endpoint).toList();
    }

    private int indexOf(Endpoint endpoint) {
        for (int i = 0; i < addresses.size(); i++) {
            if (addresses.get(i).endpoint().equals(endpoint)) {
                return i;
            }
        }
        return -1;
    }
}
