package dev.understory.admission;

import dev.understory.admission.ConnectionEntry.State;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.limits.Crowd;
import dev.understory.limits.GroupLevel;
import dev.understory.limits.NetworkAddress;
import dev.understory.session.CloseReason;
import dev.understory.session.Direction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a node and what each of them may become: slots, caps, duplicates. A machine: it is told what has
 * happened, and says what to do.
 *
 * <pre>
 * DIALING     -> HANDSHAKING  the link is open
 * HANDSHAKING -> ADMITTED     authenticated, and nothing stands in the way
 * HANDSHAKING -> WAITING      authenticated, and another connection stands in the way ({@link DuplicateRule})
 * WAITING     -> ADMITTED     that connection has ended
 * ADMITTED    -> CLOSING      replaced, evicted, banned, or told to close
 * HANDSHAKING -> DROPPED      its handshake has made room for another
 * any         -> (gone)       {@link #ended}
 * </pre>
 *
 * <p>Invariants, after every call: ordinary inbound peers that are admitted or closing are at most {@code maxInbound};
 * ordinary outbound ones, dials and handshakes included, at most {@code maxOutbound}; an identity has at most one
 * connection that is admitted or closing, and those that wait have one direction and are at most {@link
 * DuplicateRule#MAX_WAITING}; inbound handshakes are at most {@code maxHandshakes}, and so are those that were dropped and
 * have not ended.
 *
 * <p>Who is full makes room for newcomers from elsewhere: of peers {@link Evictions} says who goes, those that wait for a slot
 * counted in; of handshakes it is the oldest of the most crowded group ({@link Victims}), which is the slowest.
 */
final class AdmissionTable {
    private final PublicKey self;
    private AdmissionPolicy policy;
    private final Map<Long, ConnectionEntry> entries = new LinkedHashMap<>();
    private final Slots slots;
    final Identities identities;
    private final ChargedAddresses counts = new ChargedAddresses();
    private final Evictions peers;
    private final Victims handshakes = new Victims(
            Crowd.Choice.OLDEST,
            entry -> entry.direction == Direction.INBOUND && entry.state == State.HANDSHAKING && !entry.expected);
    private int inboundHandshakes;
    private int dropped;

    AdmissionTable(PublicKey self, AdmissionPolicy policy) {
        this(self, policy, Evictions.Basis.NONE);
    }

    /** No connections yet; {@code basis} is what it goes by when somebody has to make room. */
    AdmissionTable(PublicKey self, AdmissionPolicy policy, Evictions.Basis basis) {
        this.peers = new Evictions(basis);
        this.self = self;
        this.policy = policy;
        this.slots = new Slots(policy);
        this.identities = new Identities(slots::tryTake, this::onAdmitted);
    }

    /**
     * An accepted link asks for a handshake. Decided before any work is spent on it, in a few steps however many there are.
     *
     * @param expected whether the address is one where a must-connect or trusted peer lives
     * @param awaited whether some must-connect or trusted peer is not connected now
     */
    LinkVerdict judge(NetworkAddress address, boolean expected, BooleanSupplier awaited) {
        GroupLevel full = expected ? null : counts.full(address, policy.perGroup());
        if (full != null) {
            return new LinkVerdict.Refuse(CloseReason.ADDRESS_LIMIT, full);
        }
        boolean canBeAdmitted = !slots.areFull(Direction.INBOUND)
                || peers.victimFor(address, entries.values()) != null
                || awaited.getAsBoolean();
        if (!canBeAdmitted) {
            return new LinkVerdict.Refuse(CloseReason.NO_SLOT, null);
        }
        if (inboundHandshakes < policy.maxHandshakes() - (expected ? 0 : policy.reservedHandshakes())) {
            return new LinkVerdict.Accept();
        }
        ConnectionEntry slowest =
                dropped < policy.maxHandshakes() ? handshakes.victimFor(address, entries.values()) : null;
        return slowest == null ? new LinkVerdict.Refuse(CloseReason.NO_SLOT, null) : new LinkVerdict.Evict(slowest.id);
    }

    /** A handshake makes room for another: it counts no longer, and whatever comes of it is of no interest. */
    void drop(long id) {
        ConnectionEntry entry = entry(id);
        leaveHandshake(entry);
        counts.uncharge(entry);
        entry.state = State.DROPPED;
        dropped++;
        handshakes.gone(entry);
    }

    /** A link that {@link #judge} has accepted begins its handshake. */
    ConnectionEntry accept(long id, NetworkAddress address, boolean expected) {
        ConnectionEntry entry = new ConnectionEntry(id, Direction.INBOUND, address, State.HANDSHAKING);
        entry.expected = expected;
        entries.put(id, entry);
        inboundHandshakes++;
        counts.charge(entry);
        handshakes.changed(entry);
        return entry;
    }

    /** A dial asks for its slot; false if an ordinary one finds none. */
    boolean dial(long id, NetworkAddress address, boolean ordinary) {
        ConnectionEntry entry = new ConnectionEntry(id, Direction.OUTBOUND, address, State.DIALING);
        entry.ordinary = ordinary;
        if (ordinary && !slots.tryTake(entry)) {
            return false;
        }
        entries.put(id, entry);
        return true;
    }

    /** A dial has given a link to that address. */
    void opened(long id, NetworkAddress address) {
        ConnectionEntry entry = entry(id);
        entry.state = State.HANDSHAKING;
        entry.address = address;
    }

    /**
     * The peer of a connection is known. Returns what has to be done with this connection and others, in that order; a
     * connection of which nothing is said waits.
     *
     * @param sent the key as the peer sends it, which is not always its canonical form
     */
    List<Verdict> authenticated(long id, PublicKey key, byte[] sent, boolean ordinary) {
        ConnectionEntry fresh = entry(id);
        fresh.key = key;
        fresh.ordinary = ordinary;
        if (key.equals(self)) {
            return List.of(new Verdict.Refuse(id, CloseReason.SELF));
        }
        Rivals rivals = identities.get(key);
        DuplicateRule.Claim claim = rivals.claim(fresh.direction, DuplicateRule.favoured(self.bytes(), sent));
        if (claim == DuplicateRule.Claim.LOSES) {
            return List.of(new Verdict.Refuse(id, CloseReason.DUPLICATE));
        }
        if (!ordinary) {
            slots.release(fresh);
        }
        List<Verdict> verdicts = new ArrayList<>(2);
        if (claim == DuplicateRule.Claim.UNRIVALLED) {
            admitStranger(fresh, rivals, verdicts);
        } else {
            identities.compete(fresh, rivals, claim, verdicts);
        }
        identities.release(key);
        return noted(verdicts);
    }

    /** A connection that is to close, or was refused, can no longer be chosen to make room for a newcomer. */
    private List<Verdict> noted(List<Verdict> verdicts) {
        for (Verdict verdict : verdicts) {
            if (verdict instanceof Verdict.Close close) {
                peers.changed(entry(close.id()));
            } else if (verdict instanceof Verdict.Refuse refuse) {
                waitsForNobody(entry(refuse.id()));
            }
        }
        return verdicts;
    }

    private void waitsForNobody(ConnectionEntry entry) {
        entry.waitsFor = PeerSet.NOBODY;
        peers.changed(entry);
    }

    private void admitStranger(ConnectionEntry fresh, Rivals rivals, List<Verdict> verdicts) {
        if (!fresh.ordinary || fresh.slot || slots.tryTake(fresh)) {
            rivals.yieldTo(fresh.direction, verdicts);
            identities.admit(fresh, rivals, verdicts);
            return;
        }
        ConnectionEntry victim =
                fresh.direction == Direction.INBOUND ? peers.evict(fresh.address, entries.values()) : null;
        if (victim == null) {
            verdicts.add(new Verdict.Refuse(fresh.id, CloseReason.NO_SLOT));
            return;
        }
        if (victim.state == State.ADMITTED) {
            victim.state = State.CLOSING;
            victim.slotGiven = true;
            fresh.waitsFor = victim.id;
            verdicts.add(new Verdict.Close(victim.id, CloseReason.NO_SLOT));
        } else {
            fresh.waitsFor = victim.waitsFor;
            identities.withdraw(victim);
            verdicts.add(new Verdict.Refuse(victim.id, CloseReason.NO_SLOT));
        }
        rivals.await(fresh);
        peers.changed(fresh);
    }

    /** A connection that was challenged has shown that it lives, or has not. */
    List<Verdict> stood(long incumbent, long newcomer, boolean alive) {
        ConnectionEntry fresh = entries.get(newcomer);
        return fresh == null ? List.of() : noted(identities.stood(incumbent, fresh, alive));
    }

    /** The other end has begun to speak on a connection. */
    List<Verdict> spoken(long id) {
        ConnectionEntry entry = entries.get(id);
        return entry == null ? List.of() : noted(identities.spoken(entry));
    }

    /** A connection that waits will not be admitted. */
    void withdraw(long id) {
        ConnectionEntry entry = entries.get(id);
        if (entry != null) {
            identities.withdraw(entry);
            waitsForNobody(entry);
        }
    }

    /** Whether a connection waits beside one of the same identity that is admitted. */
    boolean isContesting(long id) {
        ConnectionEntry entry = entries.get(id);
        return entry != null && identities.isContesting(entry);
    }

    /** It was told to close. */
    void closing(long id) {
        ConnectionEntry entry = entries.get(id);
        if (entry != null && entry.state == State.ADMITTED) {
            entry.state = State.CLOSING;
            peers.changed(entry);
        }
    }

    /** A connection or dial is gone. Returns what has to be done with others. */
    List<Verdict> ended(long id) {
        ConnectionEntry gone = entries.remove(id);
        if (gone == null) {
            return List.of();
        }
        leaveHandshake(gone);
        counts.uncharge(gone);
        slots.release(gone);
        peers.gone(gone);
        handshakes.gone(gone);
        dropped -= gone.state == State.DROPPED ? 1 : 0;
        List<Verdict> verdicts = new ArrayList<>(1);
        if (gone.slotGiven) {
            for (ConnectionEntry heir : entries.values()) {
                if (heir.waitsFor == id) {
                    identities.free(heir, verdicts);
                    waitsForNobody(heir);
                }
            }
        }
        identities.ended(gone, verdicts);
        return noted(verdicts);
    }

    /**
     * An identity has become must-connect or trusted, or ceased to be. Returns the connections that have to close because
     * no ordinary slot is left for them. They stay outside the limits until they have ended. A waiting inbound connection
     * needs its slot only when it is admitted.
     */
    List<Long> reclassify(PublicKey key, boolean ordinary) {
        List<Long> surplus = new ArrayList<>();
        Rivals rivals = identities.find(key);
        if (rivals == null) {
            return surplus;
        }
        ConnectionEntry admitted = rivals.current();
        if (admitted != null && admitted.state == State.ADMITTED && !reclassify(admitted, ordinary)) {
            admitted.state = State.CLOSING;
            surplus.add(admitted.id);
        }
        for (ConnectionEntry next : new ArrayList<>(rivals.waiting())) {
            if (!reclassify(next, ordinary)) {
                rivals.remove(next);
                surplus.add(next.id);
            }
        }
        return surplus;
    }

    private boolean reclassify(ConnectionEntry entry, boolean ordinary) {
        if (entry.ordinary == ordinary) {
            return true;
        }
        boolean later = entry.state == State.WAITING && entry.direction == Direction.INBOUND;
        if (ordinary && !later && !slots.tryTake(entry)) {
            return false;
        }
        if (ordinary) {
            counts.charge(entry);
        } else {
            slots.release(entry);
            counts.uncharge(entry);
        }
        entry.ordinary = ordinary;
        peers.changed(entry);
        return true;
    }

    /** Other caps hold from now on. Returns the connections that have to close: {@link Evictions#surplus}. */
    List<Long> use(AdmissionPolicy changed) {
        policy = changed;
        slots.use(changed);
        List<Long> surplus = peers.surplus(Direction.INBOUND, slots.excess(Direction.INBOUND), entries.values());
        surplus.addAll(peers.surplus(Direction.OUTBOUND, slots.excess(Direction.OUTBOUND), entries.values()));
        return surplus;
    }

    /** Whether that dial has a place that there is no longer. */
    boolean isSurplus(long id) {
        return entry(id).slot && slots.excess(Direction.OUTBOUND) > 0;
    }

    /** The admitted or closing connection of an identity. */
    @Nullable
    ConnectionEntry currentOf(PublicKey key) {
        Rivals rivals = identities.find(key);
        return rivals == null ? null : rivals.current();
    }

    @Nullable
    ConnectionEntry find(long id) {
        return entries.get(id);
    }

    /** All connections, oldest first. */
    List<ConnectionEntry> all() {
        return new ArrayList<>(entries.values());
    }

    /** The same, as they are at any time, for those who change none. */
    Iterable<ConnectionEntry> view() {
        return entries.values();
    }

    boolean isAdmitted(PublicKey key) {
        ConnectionEntry entry = currentOf(key);
        return entry != null && entry.state == State.ADMITTED;
    }

    /** Number of admitted peers. */
    int admitted() {
        return identities.admitted();
    }

    int inboundSlots() {
        return slots.inbound();
    }

    int outboundSlots() {
        return slots.outbound();
    }

    /** Whether nothing is remembered of anybody. */
    boolean isEmpty() {
        return entries.isEmpty()
                && identities.isEmpty()
                && counts.isEmpty()
                && slots.inbound() == 0
                && slots.outbound() == 0
                && inboundHandshakes == 0
                && dropped == 0;
    }

    private void onAdmitted(ConnectionEntry entry) {
        leaveHandshake(entry);
        entry.state = State.ADMITTED;
        entry.waitsFor = PeerSet.NOBODY;
        if (!entry.ordinary) {
            counts.uncharge(entry);
        }
        handshakes.gone(entry);
        peers.changed(entry);
    }

    private void leaveHandshake(ConnectionEntry entry) {
        if (entry.direction == Direction.INBOUND
                && (entry.state == State.HANDSHAKING || entry.state == State.WAITING)) {
            inboundHandshakes--;
        }
    }

    private ConnectionEntry entry(long id) {
        return Objects.requireNonNull(entries.get(id), () -> "no connection " + id);
    }
}
