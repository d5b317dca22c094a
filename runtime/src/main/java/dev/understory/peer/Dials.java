package dev.understory.peer;

import dev.understory.admission.AdmissionTable;
import dev.understory.admission.Gatekeeper;
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
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * The dials of a node, from the wish to the admitted peer or the failure, and the addresses that turned out to be our own.
 * An identity, and an address, is dialled once at a time. A host name is looked up first; whatever the name, it is the
 * addresses that are judged, before one is dialled and again when it has answered. Belongs to {@link PeerSetActor}.
 */
final class Dials {
    /** Own addresses that are remembered; the oldest goes first. */
    private static final int MAX_SELF = 64;

    /** The id of a lookup that belongs to no dial. */
    static final long NOBODY = -1;

    private final PeerPorts ports;
    private final AdmissionTable table;
    private final PeerRoster roster;
    private final Gatekeeper gatekeeper;
    private final LongSupplier ids;
    private final ActorRef<DialerActor.Command> dialer;
    private final Map<Long, PendingDial> pending = new LinkedHashMap<>();
    /** Where admitted connections that we dialled lead. */
    private final Map<Endpoint, PublicKey> reached = new LinkedHashMap<>();

    private final Set<Endpoint> self = new LinkedHashSet<>();
    private boolean stopping;

    Dials(
            ActorContext<PeerSetActor.Command> context,
            PeerPorts ports,
            DialSettings settings,
            AdmissionTable table,
            PeerRoster roster,
            Gatekeeper gatekeeper,
            LongSupplier ids) {
        this.ports = ports;
        this.table = table;
        this.roster = roster;
        this.gatekeeper = gatekeeper;
        this.ids = ids;
        this.dialer = context.spawn(
                DialerActor.create(ports, settings, context.getSelf()), "dialer", DispatcherSelector.sameAsParent());
    }

    /** Somebody outside wants a dial. */
    void dial(NodeCommand.Dial order) {
        PeerAddress address = order.address();
        Endpoint remote = new Endpoint(address.host(), address.port());
        PeerRoster.Entry known = address.key() == null ? null : roster.find(address.key());
        if (order.keep() && !stopping) {
            known = roster.keep(address, order.strict());
        } else if (known == null && address.key() != null) {
            known = roster.get(address.key());
        }
        PendingDial underWay = known == null ? null : pending.get(known.dial);
        if (underWay != null) {
            underWay.ask(order.replyTo());
        } else {
            begin(remote, order.strict() ? address.key() : null, known, order.replyTo());
        }
    }

    /** A kept peer has no connection. */
    void wanted(long id) {
        PeerRoster.Entry entry = roster.find(id);
        if (entry != null && entry.kept() != null && entry.handle == null && entry.dial < 0) {
            begin(Objects.requireNonNull(entry.kept()), entry.strict() ? entry.key : null, entry, null);
        }
    }

    private void begin(
            Endpoint remote,
            @Nullable PublicKey expected,
            PeerRoster.@Nullable Entry entry,
            @Nullable ActorRef<DialOutcome> replyTo) {
        PendingDial dial = new PendingDial(ids.getAsLong(), remote, expected, entry);
        dial.ask(replyTo);
        PublicKey key = entry == null ? null : entry.key;
        CloseReason refusal = refusal(remote, key);
        PublicKey there = connectedTo(remote, key);
        if (refusal != null) {
            refused(dial, refusal);
        } else if (there != null) {
            succeeded(dial, there);
        } else if (isUnderWay(remote)) {
            failed(dial, DialOutcome.Cause.REFUSED_HERE, CloseReason.DUPLICATE, "the address is being dialled");
        } else if (!table.dial(dial.id, NetworkAddress.of(remote.host()), isOrdinary(expected))) {
            String detail = "not dialled: all slots for peers that we dial are taken";
            failed(dial, DialOutcome.Cause.REFUSED_HERE, CloseReason.NO_SLOT, detail);
        } else {
            if (entry != null) {
                entry.dial = dial.id;
            }
            pending.put(dial.id, dial);
            if (ports.transport().isAddress(remote.host())) {
                dialOneOf(dial, List.of(remote.host()), 0);
            } else {
                dial.lookingUp = true;
                dialer.tell(new DialerActor.LookUp(dial.id, remote.host()));
            }
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

    /** Looks up a name for nobody's dial. */
    void lookUp(String host) {
        dialer.tell(new DialerActor.LookUp(NOBODY, host));
    }

    /** The name that a dial leads to was looked up. */
    void lookedUp(long id, LookupEvent event) {
        PendingDial dial = pending.get(id);
        if (dial != null && dial.lookingUp) {
            dial.lookingUp = false;
            switch (event) {
                case LookupEvent.Found found -> dialOneOf(dial, found.addresses(), found.leftOut());
                case LookupEvent.NotFound none -> {
                    String detail = DialEvent.Reason.UNRESOLVED + ": " + none.detail();
                    failed(dial, DialOutcome.Cause.UNREACHABLE, CloseReason.LOCAL, detail);
                }
            }
        }
    }

    private void dialOneOf(PendingDial dial, List<String> addresses, int leftOut) {
        Candidates candidates = Candidates.of(dial.remote, addresses, leftOut, this::skipReason);
        candidates
                .skipped()
                .forEach((reason, count) ->
                        ports.events().emit(new ConnectionEvent.AddressesSkipped(dial.remote, reason, count)));
        if (!candidates.usable().isEmpty()) {
            dialer.tell(new DialerActor.Dial(dial.id, dial.remote, candidates.usable()));
            return;
        }
        String host = dial.remote.host();
        switch (candidates.why()) {
            case BANNED -> refused(dial, CloseReason.BANNED);
            case DISCOURAGED -> refused(dial, CloseReason.DISCOURAGED);
            case OURSELVES -> refused(dial, CloseReason.SELF);
            case NOT_UNICAST, BEYOND_LIMIT -> {
                String detail = DialEvent.Reason.UNRESOLVED + ": no address of " + host + " can be dialled";
                failed(dial, DialOutcome.Cause.UNREACHABLE, CloseReason.LOCAL, detail);
            }
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
        if (stopping || table.find(dial.id) == null) {
            failed(dial, DialOutcome.Cause.REFUSED_HERE, CloseReason.LOCAL, "the node is stopping");
        } else if (refusal != null) {
            refused(dial, refusal);
        } else {
            dial.address = address;
            table.opened(dial.id, network);
            return true;
        }
        return false;
    }

    /** The dial has given no link. */
    void unreachable(PendingDial dial, DialEvent.DialFailed failed) {
        String detail = failed.reason() + ": " + failed.detail();
        failed(dial, DialOutcome.Cause.UNREACHABLE, CloseReason.LOCAL, detail);
    }

    /** The peer that a dial would reach and that is connected already, or null. */
    private @Nullable PublicKey connectedTo(Endpoint remote, @Nullable PublicKey key) {
        PublicKey candidate = key != null ? key : reached.get(remote);
        return candidate != null && table.isAdmitted(candidate) ? candidate : null;
    }

    private boolean isUnderWay(Endpoint remote) {
        for (PendingDial other : pending.values()) {
            if (other.remote.equals(remote)) {
                return true;
            }
        }
        return false;
    }

    private boolean isOrdinary(@Nullable PublicKey expected) {
        return expected == null || roster.isOrdinary(expected);
    }

    @Nullable
    PendingDial find(long id) {
        return pending.get(id);
    }

    /** All dials that are under way, oldest first. */
    List<PendingDial> pending() {
        return new ArrayList<>(pending.values());
    }

    /** Where admitted connections that we dialled lead, with whom they reached. */
    List<Map.Entry<Endpoint, PublicKey>> reached() {
        return new ArrayList<>(reached.entrySet());
    }

    void forgetReached(Endpoint remote) {
        reached.remove(remote);
    }

    /** The peer is admitted, with the dialled connection or with one that was there. */
    void succeeded(PendingDial dial, PublicKey key) {
        if (pending.remove(dial.id) != null) {
            reached.put(dial.remote, key);
        }
        dial.answer(new DialOutcome.Connected(key));
        if (dial.entry != null) {
            roster.resolved(dial.entry, dial.remote, key);
            roster.dialSucceeded(dial.entry);
        }
    }

    /** The connection ended before its peer was admitted. */
    void ended(PendingDial dial, @Nullable PublicKey key, CloseReason reason, String detail) {
        if (reason == CloseReason.SELF) {
            remember(dial.remote);
            if (dial.address != null) {
                remember(dial.address);
            }
            if (dial.entry != null) {
                roster.forget(dial.entry, dial.remote);
            }
        }
        PublicKey there = key == null ? null : connectedTo(dial.remote, key);
        if (reason == CloseReason.DUPLICATE && key != null && there != null) {
            pending.remove(dial.id);
            succeeded(dial, key);
        } else {
            String told = detail.isEmpty() ? reason.toString() : reason + ": " + detail;
            failed(dial, DialOutcome.Cause.HANDSHAKE, reason, told);
        }
    }

    /** The dialled connection, which was admitted, is gone. */
    void left(PendingDial dial) {
        reached.remove(dial.remote);
    }

    /** Nothing came of a dial. */
    void failed(PendingDial dial, DialOutcome.Cause cause, CloseReason reason, String detail) {
        pending.remove(dial.id);
        table.ended(dial.id);
        dial.answer(new DialOutcome.Failed(cause, reason, detail));
        if (dial.entry == null || dial.entry.kept() == null) {
            PublicKey key = dial.entry == null ? dial.expected : dial.entry.key;
            ports.events().emit(new ConnectionEvent.DialFailed(key, dial.remote, detail, 1, -1));
        }
        if (dial.entry != null) {
            roster.dialOver(dial.entry, detail);
        }
    }

    private void remember(Endpoint own) {
        self.add(own);
        if (self.size() > MAX_SELF) {
            self.remove(self.iterator().next());
        }
    }

    /** No more dials; links under way end by themselves, lookups are given up. */
    void stop() {
        stopping = true;
        for (PendingDial dial : new ArrayList<>(pending.values())) {
            if (dial.lookingUp) {
                failed(dial, DialOutcome.Cause.REFUSED_HERE, CloseReason.LOCAL, "the node is stopping");
            }
        }
        dialer.tell(new DialerActor.Quiesce());
    }

    boolean isEmpty() {
        return pending.isEmpty() && reached.isEmpty();
    }
}
