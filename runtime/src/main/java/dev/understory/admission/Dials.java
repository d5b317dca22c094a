package dev.understory.admission;

import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvent.SkipReason;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.LookupEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The dials of a node, from the wish to the admitted peer or the failure, and the addresses that turned out to be our own.
 * An identity, and an address, is dialled once at a time. A host name is looked up first; whatever the name, it is the
 * addresses that are judged, before one is dialled and again when it has answered. A probe, which others have us make, is
 * beside all that: it takes no slot, hinders no dial and is no dial of its peer, but becomes one if somebody wants one of the
 * same peer at the same address. A machine.
 *
 * <pre>
 *   a dial            what happens                                    then        effects
 *   (none)            wanted, and refused, full or under way          (none)      it fails
 *   (none)            wanted, and the same is probed                  the probe   becomes a dial; RaiseDial if it is to go before others
 *   (none)            asked for, and {@link #MOST_ASKING} wait        (none)      it fails
 *   (none)            wanted, and the peer is connected               (none)      it succeeds
 *   (none)            wanted, to a name                               looking up  LookUp
 *   (none)            wanted, to an address                           dialling    Dial
 *   looking up        the name has addresses, and some can be dialled dialling    Emit(AddressesSkipped) for the others, Dial
 *   looking up        the name has none, or the node stops            (none)      it fails
 *   dialling          a link, and its address is wanted               open
 *   dialling          no link, or one of an unwanted address          (none)      it fails
 *   dialling          a link, and the node is stopping                (none)      it fails
 *   under way         asked for, and {@link #MOST_ASKING} wait        the same    Answer, that it was refused here
 *   open              its peer is admitted, or was all the time       (none)      it succeeds
 *   open, a probe     its peer is proven, and not kept or connected   (none)      Answer each request; its connection ends
 *   open, a probe     its peer is proven, kept and not connected      open        Answer each request
 *   open              the connection has ended                        (none)      it fails
 *
 *   it fails      -> Answer each request, Emit(DialFailed) if nobody keeps the peer and it is no probe, and what
 *                    {@link PeerRoster#dialOver} wants
 *   it succeeds   -> Answer each request, and what {@link PeerRoster#dialSucceeded} wants
 * </pre>
 */
final class Dials {
    /** Requests that may wait for what comes of dials; for one more nothing is dialled, and it is answered at once. */
    static final int MOST_ASKING = 10_000;

    private static final String TOO_MANY = "too many wait for what comes of dials";

    private final AdmissionTable table;
    private final PeerRoster roster;
    private final Gatekeeper gatekeeper;
    private final Predicate<String> isAddress;
    private final LongSupplier ids;
    private final List<PeerSetEffect> effects;
    /** Where admitted connections that we dialled lead. */
    private final Map<Endpoint, PublicKey> reached = new LinkedHashMap<>();

    private final OwnAddresses self = new OwnAddresses();
    /** The requests that wait for what comes of a dial, with that dial. */
    private final Map<Long, PendingDial> asking = new LinkedHashMap<>();

    private boolean stopping;

    /** No dials yet; {@code ids} numbers them, {@code isAddress} says which hosts are no names. */
    Dials(
            AdmissionTable table,
            PeerRoster roster,
            Gatekeeper gatekeeper,
            Predicate<String> isAddress,
            LongSupplier ids,
            List<PeerSetEffect> effects) {
        this.table = table;
        this.roster = roster;
        this.gatekeeper = gatekeeper;
        this.isAddress = isAddress;
        this.ids = ids;
        this.effects = effects;
    }

    /** Somebody outside wants a dial; {@code request} may be {@link PeerSet#NOBODY}'s. */
    void dial(PeerAddress address, boolean strict, boolean keep, long request) {
        PublicKey key = address.key();
        PeerEntry known = key == null ? null : roster.find(key);
        if (keep && !stopping) {
            known = roster.keep(address, strict, true);
        } else if (known == null && key != null) {
            known = roster.get(key);
        }
        PendingDial underWay = known == null ? null : find(known.dial);
        if (underWay != null) {
            ask(underWay, request);
        } else {
            begin(new Endpoint(address.host(), address.port()), strict ? key : null, known, request, false);
        }
    }

    /** Somebody outside wants to know whether that peer is there, and no connection to it. */
    void probe(PeerAddress address, long request) {
        begin(new Endpoint(address.host(), address.port()), Objects.requireNonNull(address.key()), null, request, true);
    }

    /** It is time to dial a kept peer, if it has no connection yet. */
    void wanted(PeerEntry entry) {
        if (entry.isMissed() && !entry.isBeingDialled()) {
            PublicKey expected = entry.strict() ? entry.key : null;
            begin(Objects.requireNonNull(entry.kept()), expected, entry, PeerSet.NOBODY, false);
        }
    }

    private void begin(
            Endpoint remote, @Nullable PublicKey expected, @Nullable PeerEntry peer, long request, boolean probe) {
        PublicKey key = peer == null ? expected : peer.key;
        CloseReason refusal = refusal(remote, key);
        PublicKey there = connectedTo(remote, key);
        PendingDial other = underWay(remote);
        PendingDial dial = new PendingDial(ids.getAsLong(), remote, expected, peer);
        dial.probe = probe;
        if (request != PeerSet.NOBODY) {
            dial.asking.add(request);
        }
        if (refusal != null) {
            refused(dial, refusal);
        } else if (there != null) {
            succeeded(dial, there);
        } else if (other != null && expected != null && Objects.equals(expected, other.expected)) {
            if (!probe) {
                takeOver(other, peer);
            }
            ask(other, request);
        } else if (other != null && (probe || !other.probe)) {
            failed(dial, DialOutcome.Cause.REFUSED_HERE, CloseReason.DUPLICATE, "the address is being dialled");
        } else if (request != PeerSet.NOBODY && asking.size() >= MOST_ASKING) {
            failed(dial, DialOutcome.Cause.REFUSED_HERE, CloseReason.LOCAL, TOO_MANY);
        } else if (!table.dial(dial.id, NetworkAddress.of(remote.host()), !probe && isOrdinary(expected))) {
            String detail = "not dialled: all slots for peers that we dial are taken";
            failed(dial, DialOutcome.Cause.REFUSED_HERE, CloseReason.NO_SLOT, detail);
        } else {
            if (!probe) {
                dial.belongTo(peer);
            }
            Objects.requireNonNull(table.find(dial.id)).dial = dial;
            dial.underWay = true;
            dial.asking.forEach(asked -> asking.put(asked, dial));
            if (!isAddress.test(remote.host())) {
                dial.lookingUp = true;
                effects.add(new PeerSetEffect.LookUp(dial.id, remote.host()));
            } else {
                dialOneOf(dial, List.of(remote.host()), 0);
            }
        }
    }

    /** A probe becomes the dial of that peer, and waits for its turn as that one. */
    private void takeOver(PendingDial probe, @Nullable PeerEntry peer) {
        probe.belongTo(peer);
        int rank = gatekeeper.rank(peer);
        if (rank > 0 && !probe.lookingUp && probe.address == null) {
            effects.add(new PeerSetEffect.RaiseDial(probe.id, rank));
        }
    }

    private @Nullable CloseReason refusal(Endpoint remote, @Nullable PublicKey key) {
        if (stopping) {
            return CloseReason.LOCAL;
        }
        CloseReason refusal = gatekeeper.isBanned(remote.host())
                ? CloseReason.BANNED
                : gatekeeper.refusal(NetworkAddress.of(remote.host()));
        if (refusal == null && key != null) {
            refusal = gatekeeper.refusal(key);
        }
        return refusal == null && self.contains(remote) ? CloseReason.SELF : refusal;
    }

    /** The name that a dial leads to was looked up. */
    void lookedUp(long id, LookupEvent event) {
        PendingDial dial = find(id);
        if (dial != null && dial.lookingUp) {
            dial.lookingUp = false;
            switch (event) {
                case LookupEvent.Found found -> dialOneOf(dial, found.addresses(), found.leftOut());
                case LookupEvent.NotFound none -> unreachable(dial, DialEvent.Reason.UNRESOLVED, none.detail());
            }
        }
    }

    private void dialOneOf(PendingDial dial, List<String> addresses, int leftOut) {
        Endpoint remote = dial.remote;
        Candidates candidates = Candidates.of(remote, addresses, leftOut, this::skipReason);
        candidates.skipped().forEach((why, count) -> emit(new ConnectionEvent.AddressesSkipped(remote, why, count)));
        if (!candidates.usable().isEmpty()) {
            effects.add(new PeerSetEffect.Dial(dial.id, remote, candidates.usable(), gatekeeper.rank(dial.peer)));
            return;
        }
        switch (candidates.why()) {
            case BANNED -> refused(dial, CloseReason.BANNED);
            case DISCOURAGED -> refused(dial, CloseReason.DISCOURAGED);
            case OURSELVES -> refused(dial, CloseReason.SELF);
            case NOT_UNICAST, BEYOND_LIMIT ->
                unreachable(dial, DialEvent.Reason.UNRESOLVED, "no address of " + remote.host() + " can be dialled");
        }
    }

    private void refused(PendingDial dial, CloseReason reason) {
        failed(dial, DialOutcome.Cause.REFUSED_HERE, reason, "not dialled: " + reason);
    }

    /** Why that address is not to be dialled, whatever name it has; null if it is. */
    private @Nullable SkipReason skipReason(Endpoint address) {
        CloseReason refusal = gatekeeper.refusal(NetworkAddress.of(address.host()));
        if (refusal != null) {
            return refusal == CloseReason.BANNED ? SkipReason.BANNED : SkipReason.DISCOURAGED;
        }
        return self.contains(address) ? SkipReason.OURSELVES : null;
    }

    /** The dial has given a link to {@code address}. Returns whether it goes on; if not, the dial has failed. */
    boolean opened(PendingDial dial, Endpoint address) {
        NetworkAddress network = NetworkAddress.of(address.host());
        CloseReason refusal = gatekeeper.refusal(network);
        if (stopping) {
            failed(dial, DialOutcome.Cause.REFUSED_HERE, CloseReason.LOCAL, "the node is stopping");
        } else if (refusal != null) {
            refused(dial, refusal);
        } else if (table.isSurplus(dial.id)) {
            refused(dial, CloseReason.NO_SLOT);
        } else {
            dial.address = address;
            table.opened(dial.id, network);
            return true;
        }
        return false;
    }

    /** The dial has given no link. */
    void unreachable(PendingDial dial, DialEvent.Reason reason, String detail) {
        failed(dial, DialOutcome.Cause.UNREACHABLE, CloseReason.LOCAL, reason + ": " + detail);
    }

    /** The peer that a dial would reach and that is connected already, or null. */
    private @Nullable PublicKey connectedTo(Endpoint remote, @Nullable PublicKey key) {
        PublicKey candidate = key != null ? key : reached.get(remote);
        return candidate != null && table.isAdmitted(candidate) ? candidate : null;
    }

    /** The dial to that address, or else a probe of it; null if there is none. */
    private @Nullable PendingDial underWay(Endpoint remote) {
        PendingDial found = null;
        for (ConnectionEntry entry : table.view()) {
            PendingDial dial = entry.dial;
            if (dial != null && dial.underWay && dial.remote.equals(remote) && (found == null || !dial.probe)) {
                found = dial;
            }
        }
        return found;
    }

    private boolean isOrdinary(@Nullable PublicKey expected) {
        return expected == null || roster.isOrdinary(expected);
    }

    /** The dial of that number, if it is under way. */
    @Nullable
    PendingDial find(long id) {
        ConnectionEntry entry = table.find(id);
        return entry != null && entry.dial != null && entry.dial.underWay ? entry.dial : null;
    }

    /** Where admitted connections that we dialled lead, with whom they reached. */
    List<Map.Entry<Endpoint, PublicKey>> reached() {
        return new ArrayList<>(reached.entrySet());
    }

    /** The peer is admitted, with the dialled connection or with one that was there. */
    void succeeded(PendingDial dial, PublicKey key) {
        if (dial.underWay) {
            dial.underWay = false;
            reached.put(dial.remote, key);
        }
        answer(dial, new DialOutcome.Connected(key));
        PeerEntry peer = dial.peer;
        if (peer != null) {
            roster.resolved(peer, dial.remote, key);
            roster.dialSucceeded(peer);
        }
    }

    /** The peer is proven. Returns whether its connection goes on; if not, it was a probe, which is over. */
    boolean isWanted(PendingDial dial, PublicKey key) {
        if (!dial.probe || roster.isSelf(key)) {
            return true;
        }
        answer(dial, new DialOutcome.Connected(key));
        PeerEntry peer = roster.find(key);
        dial.underWay = peer != null && peer.isMissed();
        return dial.underWay;
    }

    /** The connection ended before its peer was admitted. */
    void ended(PendingDial dial, @Nullable PublicKey key, CloseReason reason, String detail) {
        if (dial.probe && !dial.underWay) {
            return;
        }
        if (reason == CloseReason.SELF) {
            self.add(dial.remote);
            if (dial.address != null) {
                self.add(dial.address);
            }
            if (dial.peer != null) {
                roster.forget(dial.peer, dial.remote);
            }
        }
        PublicKey there = key == null ? null : connectedTo(dial.remote, key);
        if (reason == CloseReason.DUPLICATE && key != null && there != null) {
            dial.underWay = false;
            succeeded(dial, key);
        } else {
            String told = detail.isEmpty() ? reason.toString() : reason + ": " + detail;
            failed(dial, DialOutcome.Cause.HANDSHAKE, reason, told);
        }
    }

    /** No admitted connection that we have dialled leads there any longer. */
    void left(Endpoint remote) {
        reached.remove(remote);
    }

    /** Nothing came of a dial. */
    void failed(PendingDial dial, DialOutcome.Cause cause, CloseReason reason, String detail) {
        dial.underWay = false;
        table.ended(dial.id);
        answer(dial, new DialOutcome.Failed(cause, reason, detail));
        PeerEntry peer = dial.peer;
        if (!dial.probe && (peer == null || peer.kept() == null)) {
            PublicKey key = peer == null ? dial.expected : peer.key;
            emit(new ConnectionEvent.DialFailed(key, dial.remote, detail, 1, -1));
        }
        if (peer != null) {
            roster.dialOver(peer, cause == DialOutcome.Cause.UNREACHABLE, detail);
        }
    }

    private void ask(PendingDial dial, long request) {
        if (request == PeerSet.NOBODY) {
            return;
        }
        if (asking.size() < MOST_ASKING) {
            asking.put(request, dial);
            dial.asking.add(request);
        } else {
            effects.add(new PeerSetEffect.Answer(
                    request, new DialOutcome.Failed(DialOutcome.Cause.REFUSED_HERE, CloseReason.LOCAL, TOO_MANY)));
        }
    }

    /** The dials for which requests wait. */
    Set<PendingDial> awaited() {
        return new LinkedHashSet<>(asking.values());
    }

    /** Answers whoever waits for that dial. */
    void answer(PendingDial dial, DialOutcome outcome) {
        for (Long request = dial.asking.peek(); request != null; request = dial.asking.peek()) {
            effects.add(new PeerSetEffect.Answer(request, outcome));
            asking.remove(request);
            dial.asking.remove();
        }
    }

    /** No more dials; links under way end by themselves, lookups are given up. */
    void stop() {
        stopping = true;
        for (ConnectionEntry entry : table.all()) {
            PendingDial dial = find(entry.id);
            if (dial != null && dial.lookingUp) {
                failed(dial, DialOutcome.Cause.REFUSED_HERE, CloseReason.LOCAL, "the node is stopping");
            }
        }
        effects.add(new PeerSetEffect.QuitDialing());
    }

    boolean isEmpty() {
        return reached.isEmpty() && asking.isEmpty();
    }

    private void emit(ConnectionEvent event) {
        effects.add(new PeerSetEffect.Emit(event));
    }
}
