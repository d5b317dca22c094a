package dev.understory.admission;

import dev.understory.admission.ConnectionEntry.State;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AddressGroup;
import dev.understory.limits.Crowd;
import dev.understory.limits.GroupLevel;
import dev.understory.limits.NetworkAddress;
import dev.understory.session.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which inbound peer makes room for a newcomer when all slots are taken; three rules, one after the other.
 *
 * <ol>
 *   <li>A network that has at least two more than the newcomer's loses one ({@link Crowd}): the youngest of its most crowded
 *       group that is not spared for its work or its ping.
 *   <li>Otherwise, once in {@link #PAUSE}: of those who are not spared, without the longer-standing half of them, one who has
 *       earned nothing, the youngest of the network that has most; only if the newcomer's network has fewer. So whoever has a
 *       link in as many networks as there are slots keeps them no longer than he is of use.
 *   <li>Otherwise, once in {@link #VISITS}: of the youngest, one in {@link #SHARE_OF_VISITORS} of all, the longest-standing one who
 *       has been there for {@link #VISIT}, is not spared and has earned nothing; only if nobody else is there of the newcomer's
 *       subnet. So a node to which everybody wants, a seed above all, has an answer for many.
 * </ol>
 *
 * <p>By the first two nobody goes within {@link #VISIT}, as far as there are no more of them than visitors: else whoever comes from
 * another network would cut off an answer that is under way.
 *
 * <p>Spared are, after Bitcoin Core, those who have what cannot be had cheaply: the {@link #BY_WORK} who have earned most, the
 * {@link #BY_PING} who had sent their records of the handshake first (it takes round trips, which nobody can shorten; what is
 * agreed after these does not count, so that nobody looks nearer for what he leaves out), and in the second rule {@link
 * #BY_GROUP} whose networks come first in an order that only this node knows. Belongs to {@link AdmissionTable}.
 */
final class Evictions {
    /** Peers that are spared for each reason. */
    static final int BY_WORK = 4;

    static final int BY_PING = 4;
    static final int BY_GROUP = 4;

    /** The second rule moves one peer in this time, so that no flood of newcomers replaces all. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    /** Who has been there for so long has had the time to ask for addresses, and for the answer. */
    static final Duration VISIT = Duration.ofSeconds(2);

    /** One peer in so many is a visitor, by the third rule. */
    static final int SHARE_OF_VISITORS = 3;

    /** The third rule moves one peer in this time. */
    static final Duration VISITS = Duration.ofMillis(250);

    /** For how long it is remembered who is spared: a flood of links has it found out once. */
    private static final Duration REMEMBERED = Duration.ofSeconds(1);

    /**
     * What the choice goes by.
     *
     * @param earned what an identity has earned
     * @param secret orders networks in a way that nobody else can foresee
     * @param now the time of the event at hand
     */
    record Basis(ToIntFunction<PublicKey> earned, long secret, LongSupplier now) {
        /** Nobody has earned anything, and time stands still. */
        static final Basis NONE = new Basis(key -> 0, 0, () -> 0);
    }

    private final Basis basis;
    private final Victims crowd = new Victims(Crowd.Choice.YOUNGEST, Evictions::hasOrAwaitsSlot);
    private Set<ConnectionEntry> spared = new HashSet<>();
    private boolean known;
    private long knownAt;
    /** Whether the second rule has moved somebody, and when. */
    private boolean moved;

    private long movedAt;
    /** The same of the third rule. */
    private boolean movedOn;

    private long movedOnAt;

    Evictions(Basis basis) {
        this.basis = basis;
    }

    /** That connection has changed. */
    void changed(ConnectionEntry entry) {
        crowd.changed(entry);
    }

    /** That connection is gone. */
    void gone(ConnectionEntry entry) {
        crowd.gone(entry);
        spared.remove(entry);
    }

    /** Who makes room for a newcomer from {@code address}; null if nobody does. */
    @Nullable
    ConnectionEntry victimFor(NetworkAddress address, Iterable<ConnectionEntry> all) {
        ConnectionEntry victim = crowded(address, all);
        victim = victim != null ? victim : idle(address, all);
        return victim != null ? victim : visitor(address, all);
    }

    /** The same, and whoever it is does make room: if by the second or third rule, its pause begins. */
    @Nullable
    ConnectionEntry evict(NetworkAddress address, Iterable<ConnectionEntry> all) {
        ConnectionEntry victim = crowded(address, all);
        if (victim == null) {
            victim = idle(address, all);
            if (victim != null) {
                moved = true;
                movedAt = basis.now().getAsLong();
            } else {
                victim = visitor(address, all);
                movedOn |= victim != null;
                movedOnAt = victim != null ? basis.now().getAsLong() : movedOnAt;
            }
        }
        return victim;
    }

    /** One of a crowd, by the first rule. */
    private @Nullable ConnectionEntry crowded(NetworkAddress address, Iterable<ConnectionEntry> all) {
        findOutWhoIsSpared(all);
        Set<ConnectionEntry> visitors = visitors(all);
        ConnectionEntry victim =
                crowd.victimFor(address, all, entry -> spared.contains(entry) || visitors.contains(entry));
        return victim == null || visitors.contains(victim) ? null : victim;
    }

    /** Those who are visiting, as many as there may be, the longest-standing ones. */
    private Set<ConnectionEntry> visitors(Iterable<ConnectionEntry> all) {
        List<ConnectionEntry> peers = peers(all);
        int most = peers.size() / SHARE_OF_VISITORS;
        peers.removeIf(entry -> !isVisiting(entry));
        peers.sort(Comparator.comparingLong(entry -> entry.id));
        return new HashSet<>(peers.subList(0, Math.min(most, peers.size())));
    }

    /** Whether it has not had the time yet to ask for something and get it. */
    private boolean isVisiting(ConnectionEntry entry) {
        return entry.link == null || basis.now().getAsLong() - entry.link.openedAt < VISIT.toNanos();
    }

    /** One whose visit is over, by the third rule. */
    private @Nullable ConnectionEntry visitor(NetworkAddress address, Iterable<ConnectionEntry> all) {
        if (movedOn && basis.now().getAsLong() - movedOnAt < VISITS.toNanos()) {
            return null;
        }
        AddressGroup subnet = subnet(address);
        for (ConnectionEntry entry : all) {
            if (hasOrAwaitsSlot(entry) && subnet(entry.address).equals(subnet)) {
                return null;
            }
        }
        List<ConnectionEntry> peers = peers(all);
        peers.sort(Comparator.comparingLong(entry -> entry.id));
        int longStanding = peers.size() - peers.size() / SHARE_OF_VISITORS;
        for (ConnectionEntry entry : peers.subList(longStanding, peers.size())) {
            if (!isVisiting(entry) && !spared.contains(entry) && earned(entry) <= 0) {
                return entry;
            }
        }
        return null;
    }

    private void findOutWhoIsSpared(Iterable<ConnectionEntry> all) {
        long now = basis.now().getAsLong();
        if (!known || now - knownAt >= REMEMBERED.toNanos()) {
            List<ConnectionEntry> peers = peers(all);
            spared = new HashSet<>();
            spare(peers, BY_WORK, Comparator.comparingInt(entry -> -earned(entry)), entry -> earned(entry) > 0);
            spare(peers, BY_PING, Comparator.comparingLong(Evictions::ping), entry -> ping(entry) < Long.MAX_VALUE);
            known = true;
            knownAt = now;
        }
    }

    private void spare(
            List<ConnectionEntry> peers,
            int count,
            Comparator<ConnectionEntry> order,
            Predicate<ConnectionEntry> worthy) {
        peers.stream()
                .filter(entry -> !spared.contains(entry) && worthy.test(entry))
                .sorted(order.thenComparingLong(entry -> entry.id))
                .limit(count)
                .toList()
                .forEach(spared::add);
    }

    /** One that is of no known use, by the second rule. */
    private @Nullable ConnectionEntry idle(NetworkAddress address, Iterable<ConnectionEntry> all) {
        if (moved && basis.now().getAsLong() - movedAt < PAUSE.toNanos()) {
            return null;
        }
        Map<AddressGroup, Integer> sizes = new LinkedHashMap<>();
        for (ConnectionEntry entry : all) {
            if (hasOrAwaitsSlot(entry)) {
                sizes.merge(network(entry.address), 1, Integer::sum);
            }
        }
        List<ConnectionEntry> open = peers(all);
        Set<ConnectionEntry> visitors = visitors(all);
        open.removeIf(entry -> spared.contains(entry) || visitors.contains(entry));
        open.sort(Comparator.comparingLong(entry -> network(entry.address).hash(basis.secret())));
        open = new ArrayList<>(open.subList(Math.min(BY_GROUP, open.size()), open.size()));
        open.sort(Comparator.comparingLong(entry -> entry.id));
        open = open.subList((open.size() + 1) / 2, open.size());
        ConnectionEntry victim = null;
        int largest = sizes.getOrDefault(network(address), 0) + 1;
        for (ConnectionEntry entry : open) {
            int size = sizes.getOrDefault(network(entry.address), 0);
            if (size >= largest && earned(entry) <= 0) {
                victim = entry;
                largest = size;
            }
        }
        return victim;
    }

    /**
     * Who goes when there are so many more in that direction than there may be, those on their way out left out. Of those
     * that dialled us always the youngest of the network that has most, the spared last; of those that we dialled who is not
     * admitted yet first, and then the youngest. A dial without a link fails when it gets one.
     */
    List<Long> surplus(Direction direction, int excess, Iterable<ConnectionEntry> all) {
        findOutWhoIsSpared(all);
        int remaining = excess;
        List<ConnectionEntry> open = new ArrayList<>();
        for (ConnectionEntry entry : all) {
            if (entry.direction == direction && entry.slot) {
                if (entry.state == State.CLOSING || entry.link == null) {
                    remaining--;
                } else {
                    open.add(entry);
                }
            }
        }
        List<Long> surplus = new ArrayList<>();
        for (; remaining > 0 && !open.isEmpty(); remaining--) {
            ConnectionEntry next = direction == Direction.INBOUND
                    ? mostCrowded(open)
                    : Collections.max(
                            open,
                            Comparator.<ConnectionEntry, Boolean>comparing(entry -> entry.state != State.ADMITTED)
                                    .thenComparingLong(entry -> entry.id));
            open.remove(next);
            surplus.add(next.id);
        }
        return surplus;
    }

    private ConnectionEntry mostCrowded(List<ConnectionEntry> open) {
        Map<AddressGroup, Integer> sizes = new LinkedHashMap<>();
        open.forEach(entry -> sizes.merge(network(entry.address), 1, Integer::sum));
        return Collections.max(
                open,
                Comparator.<ConnectionEntry>comparingInt(entry -> sizes.getOrDefault(network(entry.address), 0))
                        .thenComparing(entry -> !spared.contains(entry))
                        .thenComparingLong(entry -> entry.id));
    }

    private static boolean hasOrAwaitsSlot(ConnectionEntry entry) {
        return entry.direction == Direction.INBOUND && (entry.state == State.ADMITTED ? entry.slot : entry.isHeir());
    }

    private static List<ConnectionEntry> peers(Iterable<ConnectionEntry> all) {
        List<ConnectionEntry> peers = new ArrayList<>();
        for (ConnectionEntry entry : all) {
            if (entry.direction == Direction.INBOUND && entry.state == State.ADMITTED && entry.slot) {
                peers.add(entry);
            }
        }
        return peers;
    }

    private int earned(ConnectionEntry entry) {
        return entry.key == null ? 0 : basis.earned().applyAsInt(entry.key);
    }

    private static long ping(ConnectionEntry entry) {
        return entry.link == null ? Long.MAX_VALUE : entry.link.answerNanos;
    }

    private static AddressGroup subnet(NetworkAddress address) {
        return address.levels().contains(GroupLevel.SUBNET) ? address.group(GroupLevel.SUBNET) : network(address);
    }

    private static AddressGroup network(NetworkAddress address) {
        List<GroupLevel> levels = address.levels();
        return address.group(levels.get(levels.size() - 1));
    }
}
