package dev.understory.admission;

import dev.understory.limits.AddressCounts;
import dev.understory.limits.GroupLevel;
import dev.understory.limits.NetworkAddress;
import dev.understory.limits.PerLevel;
import dev.understory.session.Direction;
import org.jspecify.annotations.Nullable;

/** The inbound connections that count for the groups of their addresses. Belongs to {@link AdmissionTable}. */
final class ChargedAddresses {
    private final AddressCounts counts = new AddressCounts();

    /** A connection counts from now on, if it is one that does. */
    void charge(ConnectionEntry entry) {
        if (entry.direction == Direction.INBOUND && !entry.charged) {
            entry.charged = true;
            counts.add(entry.address);
        }
    }

    void uncharge(ConnectionEntry entry) {
        if (entry.charged) {
            entry.charged = false;
            counts.remove(entry.address);
        }
    }

    /** The group of the address that has as many as it may, if there is one. */
    @Nullable
    GroupLevel full(NetworkAddress address, PerLevel caps) {
        return counts.full(address, caps);
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }
}
