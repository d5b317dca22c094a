package dev.understory.admission;

import dev.understory.limits.AddressGroup;
import dev.understory.limits.Crowd;
import dev.understory.limits.NetworkAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which connection makes room for a newcomer, of those of one kind; the rule is {@link Crowd}'s, by the groups of their
 * addresses. Belongs to {@link AdmissionTable}, which tells it of each connection that may have become one of the kind, or
 * have ceased to be. Nothing is kept before somebody first asks, for most nodes are never full.
 */
final class Victims {
    private final Crowd.Choice choice;
    private final Predicate<ConnectionEntry> kind;
    private @Nullable Crowd<AddressGroup, ConnectionEntry> crowd;

    Victims(Crowd.Choice choice, Predicate<ConnectionEntry> kind) {
        this.choice = choice;
        this.kind = kind;
    }

    /** That connection has changed. */
    void changed(ConnectionEntry entry) {
        if (crowd != null) {
            update(crowd, entry);
        }
    }

    /** That connection is gone. */
    void gone(ConnectionEntry entry) {
        if (crowd != null) {
            crowd.remove(entry);
        }
    }

    /**
     * Who makes room for a newcomer from {@code address}; null if nobody does.
     *
     * @param all every connection, for the first time that somebody asks
     */
    @Nullable
    ConnectionEntry victimFor(NetworkAddress address, Iterable<ConnectionEntry> all) {
        return victimFor(address, all, entry -> false);
    }

    /** As above; who is to be spared goes only where all of the most crowded group are. */
    @Nullable
    ConnectionEntry victimFor(
            NetworkAddress address, Iterable<ConnectionEntry> all, Predicate<ConnectionEntry> spared) {
        Crowd<AddressGroup, ConnectionEntry> there = crowd;
        if (there == null) {
            there = new Crowd<>(choice);
            for (ConnectionEntry entry : all) {
                update(there, entry);
            }
            crowd = there;
        }
        List<AddressGroup> groups = widestFirst(address);
        ConnectionEntry victim = there.victimFor(groups, spared);
        while (victim != null && !kind.test(victim)) {
            there.remove(victim);
            victim = there.victimFor(groups, spared);
        }
        return victim;
    }

    private void update(Crowd<AddressGroup, ConnectionEntry> there, ConnectionEntry entry) {
        if (kind.test(entry)) {
            there.add(entry, widestFirst(entry.address));
        } else {
            there.remove(entry);
        }
    }

    private static List<AddressGroup> widestFirst(NetworkAddress address) {
        List<AddressGroup> groups = new ArrayList<>(4);
        address.levels().forEach(level -> groups.add(address.group(level)));
        Collections.reverse(groups);
        return groups;
    }
}
