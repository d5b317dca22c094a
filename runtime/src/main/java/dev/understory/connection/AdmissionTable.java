package dev.understory.connection;

import dev.understory.connection.ConnectionEntry.Phase;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AddressCounts;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.limits.NetworkAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
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
 * any         -> (gone)       {@link #ended}
 * </pre>
 *
 * <p>Invariants, after every call: ordinary inbound peers that are admitted or closing are at most {@code maxInbound};
 * ordinary outbound ones, dials and handshakes included, at most {@code maxOutbound}; an identity has at most one
 * connection that is admitted or closing, and at most one that waits.
 */
final class AdmissionTable {
    private final PublicKey self;
    private final AdmissionPolicy policy;
    private final Map<Long, ConnectionEntry> entries = new LinkedHashMap<>();
    private final Map<PublicKey, ConnectionEntry> current = new HashMap<>();
    private final Map<PublicKey, ConnectionEntry> waiting = new LinkedHashMap<>();
    private final AddressCounts counts = new AddressCounts();
    private int inboundSlots;
    private int outboundSlots;
    private int inboundHandshakes;

    AdmissionTable(PublicKey self, AdmissionPolicy policy) {
        this.self = self;
        this.policy = policy;
    }

    /**
     * An accepted link asks for a handshake. Decided before any work is spent on it.
     *
     * @param expected whether the address is one where a must-connect or trusted peer lives
     * @param awaited whether some must-connect or trusted peer is not connected now
     * @return null if it may go on, or why not
     */
    @Nullable
    CloseReason accept(long id, NetworkAddress address, boolean expected, boolean awaited) {
        int room = policy.maxHandshakes() - (expected ? 0 : policy.reservedHandshakes());
        if (inboundHandshakes >= room) {
            return CloseReason.NO_SLOT;
        }
        if (!expected
                && (counts.ofAddress(address) >= policy.maxPerAddress()
                        || counts.ofSubnet(address) >= policy.maxPerSubnet())) {
            return CloseReason.ADDRESS_LIMIT;
        }
        if (inboundSlots >= policy.maxInbound() && !awaited && victimFor(address) == null) {
            return CloseReason.NO_SLOT;
        }
        ConnectionEntry entry = new ConnectionEntry(id, Direction.INBOUND, address, Phase.HANDSHAKING);
        entries.put(id, entry);
        inboundHandshakes++;
        charge(entry);
        return null;
    }

    /** A dial asks for its slot; false if an ordinary one finds none. */
    boolean dial(long id, NetworkAddress address, boolean ordinary) {
        if (ordinary && outboundSlots >= policy.maxOutbound()) {
            return false;
        }
        ConnectionEntry entry = new ConnectionEntry(id, Direction.OUTBOUND, address, Phase.DIALING);
        entry.ordinary = ordinary;
        entries.put(id, entry);
        if (ordinary) {
            takeSlot(entry);
        }
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
            releaseSlot(fresh);
        }
        if (existing == null && queued == null) {
            return admitStranger(fresh);
        }
        if (ordinary && !fresh.slot && !inheritsSlot(fresh, existing, queued) && !tryTakeSlot(fresh)) {
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
        if (!fresh.ordinary || fresh.slot || tryTakeSlot(fresh)) {
            admit(fresh);
            return new Verdict.Admit();
        }
        ConnectionEntry victim = fresh.direction == Direction.INBOUND ? victimFor(fresh.address) : null;
        if (victim == null) {
            return new Verdict.Refuse(CloseReason.NO_SLOT);
        }
        victim.phase = Phase.CLOSING;
        victim.slotGiven = true;
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
        releaseSlot(gone);
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
        if (ordinary && !tryTakeSlot(entry)) {
            return false;
        }
        if (ordinary) {
            charge(entry);
        } else {
            releaseSlot(entry);
            uncharge(entry);
        }
        entry.ordinary = ordinary;
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
        return inboundSlots;
    }

    int outboundSlots() {
        return outboundSlots;
    }

    /** Whether anything is remembered beside what lives; for leak tests. */
    boolean isEmpty() {
        return entries.isEmpty()
                && current.isEmpty()
                && waiting.isEmpty()
                && counts.isEmpty()
                && inboundSlots == 0
                && outboundSlots == 0
                && inboundHandshakes == 0;
    }

    private void admitAfter(ConnectionEntry next) {
        waiting.remove(Objects.requireNonNull(next.key), next);
        if (next.ordinary && !next.slot && !tryTakeSlot(next)) {
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
    }

    private void leaveHandshake(ConnectionEntry entry) {
        if (entry.direction == Direction.INBOUND
                && (entry.phase == Phase.HANDSHAKING || entry.phase == Phase.WAITING)) {
            inboundHandshakes--;
        }
    }

    /**
     * Which inbound peer makes room for a newcomer from {@code address}: the youngest of the subnet that has most of the
     * slots, provided that it has at least two more than the newcomer's. So whoever fills all slots from few subnets
     * cannot keep others out.
     */
    private @Nullable ConnectionEntry victimFor(NetworkAddress address) {
        Map<NetworkAddress, List<ConnectionEntry>> bySubnet = new TreeMap<>();
        for (ConnectionEntry entry : entries.values()) {
            if (entry.direction == Direction.INBOUND && entry.slot && entry.phase == Phase.ADMITTED) {
                bySubnet.computeIfAbsent(entry.address.subnet(), subnet -> new ArrayList<>())
                        .add(entry);
            }
        }
        List<ConnectionEntry> largest = List.of();
        for (List<ConnectionEntry> group : bySubnet.values()) {
            largest = group.size() > largest.size() ? group : largest;
        }
        List<ConnectionEntry> own = bySubnet.getOrDefault(address.subnet(), List.of());
        return largest.size() >= own.size() + 2 ? largest.get(largest.size() - 1) : null;
    }

    private boolean tryTakeSlot(ConnectionEntry entry) {
        boolean free = entry.direction == Direction.INBOUND
                ? inboundSlots < policy.maxInbound()
                : outboundSlots < policy.maxOutbound();
        if (free) {
            takeSlot(entry);
        }
        return free;
    }

    private void takeSlot(ConnectionEntry entry) {
        entry.slot = true;
        if (entry.direction == Direction.INBOUND) {
            inboundSlots++;
        } else {
            outboundSlots++;
        }
    }

    private void releaseSlot(ConnectionEntry entry) {
        if (entry.slot) {
            entry.slot = false;
            if (entry.direction == Direction.INBOUND) {
                inboundSlots--;
            } else {
                outboundSlots--;
            }
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
