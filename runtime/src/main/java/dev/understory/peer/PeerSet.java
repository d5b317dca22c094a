package dev.understory.peer;

import dev.understory.admission.AdmissionTable;
import dev.understory.admission.Arrivals;
import dev.understory.admission.ConnectionEntry;
import dev.understory.admission.FollowedNames;
import dev.understory.admission.Gatekeeper;
import dev.understory.admission.NameWatch;
import dev.understory.admission.PeerSetEffect;
import dev.understory.admission.Sanctions;
import dev.understory.admission.Verdict;
import dev.understory.connection.ConnectionActor;
import dev.understory.connection.ConnectionBirth;
import dev.understory.connection.ConnectionEnvironment;
import dev.understory.connection.ConnectionReport;
import dev.understory.connection.PeerHandle;
import dev.understory.connection.SendGate;
import dev.understory.crypto.RandomStream;
import dev.understory.crypto.Secret;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.Allowance;
import dev.understory.limits.Allowances;
import dev.understory.limits.HandshakeRates;
import dev.understory.limits.NetworkAddress;
import dev.understory.reputation.Offence;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import dev.understory.session.QuietableEvents;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import dev.understory.transport.LookupEvent;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * The inside of {@link PeerSetActor}: carries what {@link AdmissionTable} decides to the connections' actors and what the
 * connections report to the table, the {@link PeerRoster} and the {@link Dials}.
 */
final class PeerSet {
    /** How long connections may take to end after a stop's deadline. */
    static final Duration LAST_SECONDS = Duration.ofSeconds(2);

    private final ActorContext<PeerSetActor.Command> context;
    private final PeerPorts ports;
    private final PeerSettings settings;
    private final ConnectionEnvironment environment;
    private final AdmissionTable table;
    final Decisions decisions;
    private final Arrivals arrivals;
    private final PeerRoster roster;
    final Dials dials;
    private final Gatekeeper gatekeeper;
    private final FollowedNames names;
    private final Sanctions sanctions;
    final Allowances allowances;
    private final RandomStream ephemeralSeeds;
    final Traffic traffic;
    final PeerSetRepair repair;
    /** Connections whose actors run. */
    final Map<Long, LiveConnection> live = new LinkedHashMap<>();

    /** The id of the next connection. */
    long nextConnection;

    private boolean stopping;

    PeerSet(
            ActorContext<PeerSetActor.Command> context,
            PeerPorts world,
            LocalIdentity identity,
            PeerSettings settings,
            KnownPeers known,
            Consumer<Duration> namesDueAfter) {
        QuietableEvents events = new QuietableEvents(world.events());
        PeerPorts ports = world.withEvents(events);
        PublicKey self = identity.key().publicKey();
        this.context = context;
        this.ports = ports;
        this.settings = settings;
        this.environment = world.forConnections(
                identity, settings, context.messageAdapter(ConnectionReport.class, PeerSetActor.Reported::new));
        this.table = new AdmissionTable(self, settings.admission());
        PeerActor.Shared shared = new PeerActor.Shared(
                ports.clock(), ports.entropy(), settings.dial(), world.events(), context.getSelf());
        NameWatch watch = new NameWatch(ports.transport()::isAddress);
        this.roster = new PeerRoster(context, self, shared, known.trusted(), watch);
        this.gatekeeper = new Gatekeeper(known.banned(), settings.reputation(), table, roster, ports.clock());
        this.dials = new Dials(context, ports, settings.dial(), table, roster, gatekeeper, () -> nextConnection++);
        this.decisions = new Decisions(this, namesDueAfter);
        List<PeerSetEffect> effects = decisions.effects;
        long ratesSeed = ports.entropy().stream("handshake-rates").nextLong();
        HandshakeRates rates = new HandshakeRates(settings.admission().rates(), ratesSeed, now());
        this.arrivals = new Arrivals(table, roster, gatekeeper, rates, () -> nextConnection++, effects);
        this.names = new FollowedNames(watch, roster, gatekeeper, effects);
        this.sanctions = new Sanctions(table, gatekeeper, names, effects);
        this.traffic = new Traffic(context, roster, live.values(), events);
        this.allowances = new Allowances(settings.session().allowance());
        this.repair = new PeerSetRepair(this, table, roster, dials, events);
        this.ephemeralSeeds = ports.entropy().stream("ephemeral-keys");
    }

    /** Begins to keep connections. */
    void begin(KnownPeers known) {
        roster.mustConnect(known.mustConnect());
        known.kept().forEach(peer -> roster.keep(peer, true));
        reviewNames();
    }

    void accepted(Link link) {
        decisions.after(link, () -> arrivals.accepted(link.remote(), stopping, now()));
    }

    void dialed(long id, DialEvent event) {
        PendingDial dial = dials.find(id);
        switch (event) {
            case DialEvent.Opened opened -> {
                Link link = opened.link();
                if (dial != null && dials.opened(dial, link.remote())) {
                    open(id, link, dial);
                } else {
                    link.refuse();
                }
            }
            case DialEvent.DialFailed failed -> {
                if (dial != null) {
                    dials.unreachable(dial, failed);
                }
            }
        }
    }

    void lookedUp(long id, LookupEvent event) {
        if (!stopping) {
            sanction((by, now) -> by.lookedUp(event, id != Dials.NOBODY, now));
        }
        dials.lookedUp(id, event);
    }

    void namesDue() {
        if (!stopping) {
            reviewNames();
        }
    }

    private void reviewNames() {
        decisions.after(() -> names.review(now()));
    }

    void open(long id, Link link, @Nullable PendingDial dial) {
        Direction direction = dial == null ? Direction.INBOUND : Direction.OUTBOUND;
        Endpoint remote = link.remote();
        Secret seed = Secret.random(ephemeralSeeds, 32);
        SendGate gate = new SendGate(settings.connection().mailboxBytes());
        PublicKey expected = dial == null ? null : dial.expected;
        ActorRef<ConnectionActor.Command> actor = context.spawnAnonymous(
                ConnectionActor.create(environment, new ConnectionBirth(id, direction, link, expected, seed, gate)),
                link.dispatcher());
        context.watchWith(actor, new PeerSetActor.ConnectionStopped(id));
        live.put(id, new LiveConnection(id, direction, remote, link.local(), actor, gate, now(), dial));
        emit(new ConnectionEvent.Opened(id, direction, dial == null ? remote : dial.remote));
    }

    void authenticated(long id, PublicKey key, Bytes sent) {
        LiveConnection connection = live.get(id);
        ConnectionEntry entry = table.find(id);
        // Who was told to close meanwhile, by a ban of his address or for another's sake, is on his way out.
        if (connection == null || entry == null || connection.toldToClose) {
            return;
        }
        connection.handshakeNanos = now() - connection.openedAt;
        CloseReason unwanted = stopping ? CloseReason.LOCAL : gatekeeper.refusal(key);
        if (unwanted != null) {
            refuse(connection, key, unwanted);
            return;
        }
        decisions.carryOut(table.authenticated(id, key, sent.toArray(), roster.isOrdinary(key)));
    }

    void spoken(long id) {
        decisions.carryOut(table.spoken(id));
    }

    void stood(long id, long newcomer, boolean alive) {
        decisions.carryOut(table.stood(id, newcomer, alive));
    }

    void refuse(long id, CloseReason reason) {
        LiveConnection connection = live.get(id);
        ConnectionEntry entry = table.find(id);
        if (connection != null && entry != null) {
            refuse(connection, Objects.requireNonNull(entry.key()), reason);
        }
    }

    /** It may have waited for a while: whether it is still wanted is judged again. */
    void admit(long id) {
        LiveConnection connection = live.get(id);
        ConnectionEntry entry = table.find(id);
        if (connection == null || entry == null) {
            return;
        }
        PublicKey key = Objects.requireNonNull(entry.key());
        CloseReason unwanted = stopping ? CloseReason.LOCAL : gatekeeper.refusal(key);
        if (unwanted == null) {
            admit(connection, key);
        } else {
            table.closing(id);
            refuse(connection, key, unwanted);
        }
    }

    void admit(LiveConnection connection, PublicKey key) {
        PeerInfo peer = info(connection, key);
        Allowance allowance = allowances.lend(key, NetworkAddress.of(connection.remote.host()), now());
        PeerHandle handle =
                new PeerHandle(connection.id, peer, connection.actor, connection.gate, allowance, environment.events());
        connection.handle = handle;
        emit(new ConnectionEvent.PeerAdmitted(connection.id, peer, connection.handshakeNanos));
        roster.adopt(key, handle);
        if (connection.dial != null) {
            dials.succeeded(connection.dial, key);
            if (roster.isTrusted(key)) {
                reviewNames();
            }
        }
    }

    private void refuse(LiveConnection connection, PublicKey key, CloseReason reason) {
        connection.refused = reason;
        emit(new ConnectionEvent.PeerRefused(connection.id, connection.direction, connection.remote, key, reason));
        connection.tellToClose(reason, Duration.ZERO);
    }

    void close(long id, CloseReason reason) {
        close(id, reason, Duration.ZERO);
    }

    private void close(long id, CloseReason reason, Duration grace) {
        LiveConnection connection = live.get(id);
        if (connection != null) {
            table.closing(id);
            table.withdraw(id);
            connection.tellToClose(reason, grace);
        }
    }

    void connectionStopped(long id) {
        if (live.containsKey(id)) {
            emit(new ConnectionEvent.Defect("connection", "connection " + id + " failed"));
            ended(id, CloseReason.INTERNAL, "a defect of ours");
        }
    }

    void ended(long id, CloseReason reason, String detail) {
        LiveConnection gone = live.remove(id);
        ConnectionEntry entry = table.find(id);
        if (gone == null || entry == null) {
            return;
        }
        boolean contesting = table.isContesting(id);
        List<Verdict> next = table.ended(id);
        try {
            ended(gone, entry, contesting, reason, detail);
        } finally {
            decisions.carryOut(next);
        }
    }

    private void ended(
            LiveConnection gone, ConnectionEntry entry, boolean contesting, CloseReason reason, String detail) {
        PublicKey key = entry.key();
        if (gone.handle != null) {
            PublicKey peer = gone.handle.peer().id();
            allowances.giveBack(peer);
            emit(new ConnectionEvent.PeerClosed(gone.id, gone.handle.peer(), reason, detail));
            Offence offence = reason.offence();
            if (offence != null) {
                decisions.after(() -> sanctions.debit(peer, entry.address(), offence));
            }
            roster.ended(peer, reason);
            if (gone.dial != null) {
                dials.left(gone.dial);
            }
        } else {
            if (contesting && key != null && (reason == CloseReason.REMOTE_CLOSED || reason == CloseReason.RESET)) {
                gone.refused = CloseReason.DUPLICATE;
                emit(new ConnectionEvent.PeerRefused(gone.id, gone.direction, gone.remote, key, CloseReason.DUPLICATE));
            }
            endedBeforeAdmission(gone, key, reason, detail);
        }
    }

    private void endedBeforeAdmission(LiveConnection gone, @Nullable PublicKey key, CloseReason reason, String detail) {
        if (gone.refused == null) {
            emit(new ConnectionEvent.HandshakeFailed(gone.id, gone.direction, gone.remote, reason, detail));
        }
        CloseReason why = gone.refused != null ? gone.refused : reason;
        if (why == CloseReason.SELF && gone.direction == Direction.INBOUND) {
            live.values().forEach(other -> other.unmask(gone.remote));
        }
        if (gone.dial != null) {
            dials.ended(gone.dial, key, gone.ourselves ? CloseReason.SELF : why, detail);
        }
    }

    void peerStopped(long id) {
        PeerRoster.Entry entry = roster.find(id);
        String failed = entry == null || entry.retiring ? null : entry.name();
        PeerHandle orphan = roster.stopped(id);
        if (orphan != null) {
            close(orphan.connectionId(), CloseReason.INTERNAL);
        }
        if (failed != null) {
            emit(new ConnectionEvent.Defect("peer", "the actor of " + failed + " failed"));
        }
    }

    void dial(NodeCommand.Dial order) {
        dials.dial(order);
        if (order.keep()) {
            reviewNames();
        }
    }

    void setMustConnect(List<PeerAddress> peers) {
        if (!stopping) {
            for (PublicKey key : roster.mustConnect(peers)) {
                for (long surplus : table.reclassify(key, roster.isOrdinary(key))) {
                    close(surplus, CloseReason.NO_SLOT);
                }
            }
            reviewNames();
        }
    }

    void sanction(ObjLongConsumer<Sanctions> order) {
        decisions.after(() -> order.accept(sanctions, now()));
    }

    List<PeerInfo> peers() {
        List<PeerInfo> found = new ArrayList<>();
        for (LiveConnection connection : live.values()) {
            ConnectionEntry entry = table.find(connection.id);
            if (connection.handle != null && entry != null && entry.phase() == ConnectionEntry.Phase.ADMITTED) {
                found.add(info(connection, connection.handle.peer().id()));
            }
        }
        return found;
    }

    void stop(Duration deadline) {
        stopping = true;
        dials.stop();
        roster.forgetAll();
        for (ConnectionEntry entry : table.all()) {
            boolean admitted = entry.phase() == ConnectionEntry.Phase.ADMITTED;
            close(entry.id(), CloseReason.LOCAL, admitted ? deadline : Duration.ZERO);
        }
    }

    /** Whether nothing is left of anybody. */
    boolean isEmpty() {
        return live.isEmpty() && table.isEmpty() && roster.size() == 0 && dials.isEmpty();
    }

    private PeerInfo info(LiveConnection connection, PublicKey key) {
        return new PeerInfo(
                key,
                connection.direction,
                connection.remote,
                roster.isMustConnect(key),
                roster.isTrusted(key),
                gatekeeper.score(key));
    }

    private long now() {
        return ports.clock().nowNanos();
    }

    void emit(ConnectionEvent event) {
        ports.events().emit(event);
    }
}
