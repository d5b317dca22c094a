package dev.understory.limits;

import dev.understory.identity.PublicKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The allowances of identities and of the groups of addresses that they come from. They outlive connections, so that
 * coming back renews nothing. An identity's is lent to its admitted connection, and while that lasts nobody else looks
 * into it.
 *
 * <p>An entry whose allowance is full again is forgotten. If more than {@link #ENTRIES} are not, the one goes that
 * would be full soonest: to push an entry out, somebody has to use that many identities more than it was used, which
 * takes longer than to wait. Loopback addresses have no group: who comes from there comes through something on this
 * machine that many share.
 */
public final class Allowances {
    /** Identities, and groups, that are remembered. */
    static final int ENTRIES = 10_000;

    /** What a group may send, in allowances of one identity. */
    static final PerLevel TIMES = new PerLevel(4, 6, 8, 32);

    private static final class Entry {
        final Allowance allowance;
        boolean lent;

        Entry(Allowance allowance) {
            this.allowance = allowance;
        }

        boolean isIdle() {
            return !lent;
        }
    }

    private final Allowance.Settings settings;
    private final int most;
    private final NodeBytes all;
    private final Map<PublicKey, Entry> identities = new LinkedHashMap<>();
    private final Map<AddressGroup, GroupAllowance> groups = new LinkedHashMap<>();

    /** Nobody was seen yet. */
    public Allowances(Allowance.Settings settings) {
        this(settings, ENTRIES);
    }

    Allowances(Allowance.Settings settings, int most) {
        this.settings = settings;
        this.most = most;
        this.all = new NodeBytes(settings.bytes());
    }

    /** What an identity may send by its connection from that address, which is the only one it has. */
    public Allowance lend(PublicKey who, NetworkAddress from, long now) {
        Entry entry = identities.remove(who);
        if (entry == null) {
            forget(identities, Entry::isIdle, known -> known.allowance.freshAt(now), now);
            entry = new Entry(new Allowance(settings, all, now));
        }
        entry.lent = true;
        entry.allowance.join(groupsOf(from, now));
        identities.put(who, entry);
        return entry.allowance;
    }

    /** The connection has ended: nobody uses what was lent to it any longer. */
    public void giveBack(PublicKey who) {
        Entry entry = identities.get(who);
        if (entry != null && entry.lent) {
            entry.lent = false;
            entry.allowance.join(List.of());
        }
    }

    /** Whose allowances are lent now. */
    public List<PublicKey> lent() {
        List<PublicKey> lent = new ArrayList<>();
        identities.forEach((who, entry) -> {
            if (entry.lent) {
                lent.add(who);
            }
        });
        return lent;
    }

    /** Identities and groups that are remembered; for tests of the limit. */
    int size() {
        return identities.size() + groups.size();
    }

    /** The groups that an address lies in, each with a user more. */
    private List<GroupAllowance> groupsOf(NetworkAddress address, long now) {
        List<GroupAllowance> found = new ArrayList<>(GroupLevel.values().length);
        for (GroupLevel level : address.isLoopback() ? List.<GroupLevel>of() : address.levels()) {
            AddressGroup name = address.group(level);
            GroupAllowance group = groups.remove(name);
            if (group == null) {
                forget(groups, GroupAllowance::isIdle, known -> known.freshAt(now), now);
                group = new GroupAllowance(settings, TIMES.at(level));
            }
            group.join();
            groups.put(name, group);
            found.add(group);
        }
        return found;
    }

    /**
     * Makes room for an entry, if there is none: drops those that are full again, or else the one that is full soonest.
     */
    private <K, V> void forget(Map<K, V> entries, Predicate<V> isIdle, ToLongFunction<V> freshAt, long now) {
        if (entries.size() < most) {
            return;
        }
        @Nullable K soonest = null;
        long when = Long.MAX_VALUE;
        for (Iterator<Map.Entry<K, V>> all = entries.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<K, V> entry = all.next();
            long fresh = isIdle.test(entry.getValue()) ? freshAt.applyAsLong(entry.getValue()) : Long.MAX_VALUE;
            if (fresh <= now) {
                all.remove();
            } else if (fresh < when) {
                when = fresh;
                soonest = entry.getKey();
            }
        }
        if (soonest != null && entries.size() >= most) {
            entries.remove(soonest);
        }
    }
}
