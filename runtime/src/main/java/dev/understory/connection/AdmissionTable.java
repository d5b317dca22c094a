package dev.understory.connection;

import dev.understory.connection.ConnectionEntry.Phase;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AddressCounts;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.limits.Crowd;
import dev.understory.limits.GroupLevel;
import dev.understory.limits.NetworkAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a node and what each of them may become: slots, caps, duplicates. A machine; {@link PeerSetActor}
 * tells it what happened and does what it says.
 *
 * <pre>
 * DIALING     -> HANDSHAKING  the link is open
 * HANDSHAKING -> ADMITTED     authenticated, and nothing stands in the way
 * HANDSHAKING -> WAITING      authenticated, and another connection has to end first
 * WAITING     -> ADMITTED     the other connection has ended
 * ADMITTED    -> CLOSING      replaced, evicted, banned, or told to close
 * HANDSHAKING -> DROPPED      its handshake has made room for another
 * any         -> (gone)       {@link #ended}
 * </pre>
 *
 * <p>Invariants, after every call: ordinary inbound peers that are admitted or closing are at most {@code maxInbound};
 * ordinary outbound ones, dials and handshakes included, at most {@code maxOutbound}; an identity has at most one
 * connection that is admitted or closing, and at most one that waits; inbound handshakes are at most {@code maxHandshakes},
 * and so are those that were dropped and have not ended.
 *
 * <p>Who is full makes room for newcomers from elsewhere: {@link Victims} says who goes. Of peers it is the youngest of the
 * most crowded group; of handshakes the oldest, which is the slowest.
 */
final class AdmissionTable {
    private final PublicKey self;
    private final AdmissionPolicy policy;
    private final Map<Long, ConnectionEntry> entries = new LinkedHashMap<>();
    private final Map<PublicKey, ConnectionEntry> current = new HashMap<>();
    private final Map<PublicKey, ConnectionEntry> waiting = new LinkedHashMap<>();
    private final Slots slots;
    private final AddressCounts counts = new AddressCounts();
    private final Victims peers = new Victims(
            Crowd.Choice.YOUNGEST,
            entry -> entry.direction == Direction.INBOUND && entry.slot && entry.phase == Phase.ADMITTED);
    private final Victims handshakes = new Victims(
            Crowd.Choice.OLDEST,
            entry -> entry.direction == Direction.INBOUND && entry.phase == Phase.HANDSHAKING && !entry.expected);
    private int inboundHandshakes;
    private int dropped;

    AdmissionTable(PublicKey self, AdmissionPolicy policy) {
        this.self = self;
        this.policy = policy;
        this.slots = new Slots(policy);
    }

    /**
     * An accepted link asks for a handshake. Decided before any work is spent on it, in a few steps however many there are.
     *
     * @param expected whether the address is one where a must-connect or trusted peer lives
     * @param awaited whether some must-connect or trusted peer is not connected now
     */
    Entrance entrance(NetworkAddress address, boolean expected, BooleanSupplier awaited) {
        GroupLevel full = expected ? null : counts.full(address, policy.perGroup());
        if (full != null) {
            return new Entrance.Refused(CloseReason.ADDRESS_LIMIT, full);
        }
        boolean canBeAdmitted = !slots.areFull(Direction.INBOUND)
                || peers.victimFor(address, entries.values()) != null
                || awaited.getAsBoolean();
        if (!canBeAdmitted) {
            return new Entrance.Refused(CloseReason.NO_SLOT, null);
        }
        if (inboundHandshakes < policy.maxHandshakes() - (expected ? 0 : policy.reservedHandshakes())) {
            return new Entrance.Free();
        }
        ConnectionEntry slowest =
                dropped < policy.maxHandshakes() ? handshakes.victimFor(address, entries.values()) : null;
        return slowest == null ? new Entrance.Refused(CloseReason.NO_SLOT, null) : new Entrance.InsteadOf(slowest.id);
    }

    /** A handshake makes room for another: it counts no longer, and whatever comes of it is of no interest. */
    void drop(long id) {
        ConnectionEntry entry = entry(id);
        leaveHandshake(entry);
        uncharge(entry);
        entry.phase = Phase.DROPPED;
        dropped++;
        handshakes.gone(entry);
    }

    /** A link for which there was an {@link #entrance} begins its handshake. */
    void accept(long id, NetworkAddress address, boolean expected) {
        ConnectionEntry entry = new ConnectionEntry(id, Direction.INBOUND, address, Phase.HANDSHAKING);
        entry.expected = expected;
        entries.put(id, entry);
        inboundHandshakes++;
        charge(entry);
        handshakes.changed(entry);
    }

    /** A dial asks for its slot; false if an ordinary one finds none. */
    boolean dial(long id, NetworkAddress address, boolean ordinary) {
        ConnectionEntry entry = new ConnectionEntry(id, Direction.OUTBOUND, address, Phase.DIALING);
        entry.ordinary = ordinary;
        if (ordinary && !slots.tryTake(entry)) {
            return false;
        }
        entries.put(id, entry);
        return true;
    }

    /** A dial has given a link. */
    void opened(long id) {
        entry(id).phase = Phase.HANDSHAKING;
    }

    /** The peer of a connection is known. */
    Verdict authenticated(long id, PublicKey key, boolean ordinary) {
        ConnectionEntry fresh = entry(id);
        if (key.equals(self)) {
            return new Verdict.Refuse(CloseReason.SELF);
        }
        fresh.key = key;
        fresh.ordinary = ordinary;
        ConnectionEntry existing = current.get(key);
        ConnectionEntry queued = waiting.get(key);
        ConnectionEntry rival = queued != null ? queued : existing;
        boolean rivalLives = rival != null && rival.phase != Phase.CLOSING;
        if (rival != null && rivalLives && !DuplicateRule.newSurvives(self, key, rival.direction, fresh.direction)) {
            return new Verdict.Refuse(CloseReason.DUPLICATE);
        }
        if (!ordinary) {
            slots.release(fresh);
        }
        if (existing == null && queued == null) {
            return admitStranger(fresh);
        }
        if (ordinary && !fresh.slot && !inheritsSlot(fresh, existing, queued) && !slots.tryTake(fresh)) {
            return new Verdict.Refuse(CloseReason.NO_SLOT);
        }
        fresh.phase = Phase.WAITING;
        waiting.put(key, fresh);
        if (queued != null) {
            fresh.waitsFor = queued.waitsFor;
            queued.waitsFor = ConnectionEntry.NOBODY;
            return new Verdict.InsteadOfWaiting(queued.id);
        }
        ConnectionEntry ending = Objects.requireNonNull(existing);
        fresh.waitsFor = ending.id;
        ending.phase = Phase.CLOSING;
        return new Verdict.AfterEndOf(ending.id, CloseReason.REPLACED);
    }

    /** Whether the slot of the connection that {@code fresh} waits for will be its own; then it is promised to it. */
    private static boolean inheritsSlot(
            ConnectionEntry fresh, @Nullable ConnectionEntry existing, @Nullable ConnectionEntry queued) {
        if (queued != null) {
            fresh.promised = queued.promised && queued.direction == fresh.direction;
            queued.promised = queued.promised && !fresh.promised;
        } else if (existing != null && existing.slot && !existing.slotGiven && existing.direction == fresh.direction) {
            existing.slotGiven = true;
            fresh.promised = true;
        }
        return fresh.promised;
    }

    private Verdict admitStranger(ConnectionEntry fresh) {
        if (!fresh.ordinary || fresh.slot || slots.tryTake(fresh)) {
            admit(fresh);
            return new Verdict.Admit();
        }
        ConnectionEntry victim =
                fresh.direction == Direction.INBOUND ? peers.victimFor(fresh.address, entries.values()) : null;
        if (victim == null) {
            return new Verdict.Refuse(CloseReason.NO_SLOT);
        }
        victim.phase = Phase.CLOSING;
        victim.slotGiven = true;
        peers.changed(victim);
        fresh.phase = Phase.WAITING;
        fresh.promised = true;
        fresh.waitsFor = victim.id;
        waiting.put(Objects.requireNonNull(fresh.key), fresh);
        return new Verdict.AfterEndOf(victim.id, CloseReason.NO_SLOT);
    }

    /** An admitted connection was told to close. */
    void closing(long id) {
        ConnectionEntry entry = entries.get(id);
        if (entry != null && entry.phase == Phase.ADMITTED) {
            entry.phase = Phase.CLOSING;
            peers.changed(entry);
        }
    }

    /** A connection or dial is gone. Returns the connections that are admitted by that, at most two. */
    List<Long> ended(long id) {
        ConnectionEntry gone = entries.remove(id);
        if (gone == null) {
            return List.of();
        }
        leaveHandshake(gone);
        uncharge(gone);
        slots.release(gone);
        peers.gone(gone);
        handshakes.gone(gone);
        dropped -= gone.phase == Phase.DROPPED ? 1 : 0;
        if (gone.key != null) {
            current.remove(gone.key, gone);
            waiting.remove(gone.key, gone);
        }
        if (gone.phase != Phase.CLOSING || waiting.isEmpty()) {
            return List.of();
        }
        List<Long> admitted = new ArrayList<>();
        for (ConnectionEntry next : new ArrayList<>(waiting.values())) {
            if (next.waitsFor == id) {
                admitAfter(next);
                admitted.add(next.id);
            }
        }
        return admitted;
    }

    /**
     * An identity has become must-connect or trusted, or ceased to be. Returns the connections that have to close because
     * no ordinary slot is left for them, at most two. They stay outside the limits until they have ended.
     */
    List<Long> reclassify(PublicKey key, boolean ordinary) {
        List<Long> surplus = new ArrayList<>();
        ConnectionEntry admitted = current.get(key);
        if (admitted != null && admitted.phase == Phase.ADMITTED && !reclassify(admitted, ordinary)) {
            admitted.phase = Phase.CLOSING;
            surplus.add(admitted.id);
        }
        ConnectionEntry next = waiting.get(key);
        if (next != null && !reclassify(next, ordinary)) {
            waiting.remove(key);
            next.waitsFor = ConnectionEntry.NOBODY;
            surplus.add(next.id);
        }
        return surplus;
    }

    private boolean reclassify(ConnectionEntry entry, boolean ordinary) {
        if (entry.ordinary == ordinary) {
            return true;
        }
        if (ordinary && !slots.tryTake(entry)) {
            return false;
        }
        if (ordinary) {
            charge(entry);
        } else {
            slots.release(entry);
            uncharge(entry);
        }
        entry.ordinary = ordinary;
        peers.changed(entry);
        return true;
    }

    /** The admitted or closing connection of an identity. */
    @Nullable
    ConnectionEntry currentOf(PublicKey key) {
        return current.get(key);
    }

    @Nullable
    ConnectionEntry find(long id) {
        return entries.get(id);
    }

    /** All connections, oldest first. */
    List<ConnectionEntry> all() {
        return new ArrayList<>(entries.values());
    }

    int size() {
        return entries.size();
    }

    boolean isAdmitted(PublicKey key) {
        ConnectionEntry entry = current.get(key);
        return entry != null && entry.phase == Phase.ADMITTED;
    }

    /** Number of admitted peers. */
    int admitted() {
        int count = 0;
        for (ConnectionEntry entry : current.values()) {
            count += entry.phase == Phase.ADMITTED ? 1 : 0;
        }
        return count;
    }

    int inboundSlots() {
        return slots.inbound();
    }

    int outboundSlots() {
        return slots.outbound();
    }

    /** Whether anything is remembered beside what lives; for leak tests. */
    boolean isEmpty() {
        return entries.isEmpty()
                && current.isEmpty()
                && waiting.isEmpty()
                && counts.isEmpty()
                && slots.inbound() == 0
                && slots.outbound() == 0
                && inboundHandshakes == 0
                && dropped == 0;
    }

    private void admitAfter(ConnectionEntry next) {
        waiting.remove(Objects.requireNonNull(next.key), next);
        if (next.ordinary && !next.slot && !slots.tryTake(next)) {
            throw new IllegalStateException("the slot that connection " + next.id + " waited for is gone");
        }
        admit(next);
    }

    private void admit(ConnectionEntry entry) {
        leaveHandshake(entry);
        entry.phase = Phase.ADMITTED;
        if (!entry.ordinary) {
            uncharge(entry);
        }
        current.put(Objects.requireNonNull(entry.key), entry);
        handshakes.gone(entry);
        peers.changed(entry);
    }

    private void leaveHandshake(ConnectionEntry entry) {
        if (entry.direction == Direction.INBOUND
                && (entry.phase == Phase.HANDSHAKING || entry.phase == Phase.WAITING)) {
            inboundHandshakes--;
        }
    }

    private void charge(ConnectionEntry entry) {
        if (entry.direction == Direction.INBOUND && !entry.charged) {
            entry.charged = true;
            counts.add(entry.address);
        }
    }

    private void uncharge(ConnectionEntry entry) {
        if (entry.charged) {
            entry.charged = false;
            counts.remove(entry.address);
        }
    }

    private ConnectionEntry entry(long id) {
        ConnectionEntry entry = entries.get(id);
        if (entry == null) {
            throw new IllegalStateException("no connection " + id);
        }
        return entry;
    }
}
