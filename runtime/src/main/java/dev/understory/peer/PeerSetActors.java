package dev.understory.peer;

import dev.understory.admission.DialOutcome;
import dev.understory.admission.InTurn;
import dev.understory.admission.PeerSet;
import dev.understory.admission.PeerSetEffect;
import dev.understory.connection.ConnectionActor;
import dev.understory.connection.ConnectionBirth;
import dev.understory.connection.ConnectionEnvironment;
import dev.understory.connection.ConnectionReport;
import dev.understory.connection.Consumers;
import dev.understory.connection.Delivery;
import dev.understory.connection.PeerHandle;
import dev.understory.connection.SendGate;
import dev.understory.crypto.RandomStream;
import dev.understory.crypto.Secret;
import dev.understory.handshake.LocalIdentity;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvents;
import dev.understory.session.QuietableEvents;
import dev.understory.transport.Link;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * The actors that a {@link PeerSet} has to do with, by the numbers that it has for them, and how its effects reach them.
 * Nothing is decided here. A number without an actor is passed over: only a defect leaves one, and {@link PeerSetRepair} finds
 * it.
 */
final class PeerSetActors {
    /** The way to a connection. */
    static final class Connection {
        final ActorRef<ConnectionActor.Command> actor;
        final SendGate gate;
        /** What consumers hold of it once it is admitted. */
        @Nullable
        PeerHandle handle;

        Connection(ActorRef<ConnectionActor.Command> actor, SendGate gate) {
            this.actor = actor;
            this.gate = gate;
        }

        void close(CloseReason reason, Duration grace) {
            actor.tell(new ConnectionActor.Close(reason, grace));
        }
    }

    /** The connections whose actors run and have not said that they have ended, in the order in which their links opened. */
    final Map<Long, Connection> connections = new LinkedHashMap<>();

    final Map<Long, ActorRef<PeerActor.Command>> peers = new LinkedHashMap<>();
    /** Peers whose actor, which had nobody to follow, could not be started. */
    final Set<Long> unborn = new LinkedHashSet<>();

    final QuietableEvents events;
    /** Who waits for what comes of a dial; the machine answers each, and those at once that are too many. */
    private final Map<Long, ActorRef<DialOutcome>> asking = new LinkedHashMap<>();

    private final ActorContext<PeerSetActor.Command> context;
    private final PeerSettings settings;
    private final ConnectionEnvironment environment;
    private final PeerActor.Shared shared;
    private final ActorRef<DialerActor.Command> dialer;
    private final RandomStream ephemeralSeeds;
    private final Consumer<Duration> namesDueAfter;
    private Consumers consumers = Consumers.NONE;
    /** The link that a message has brought, until something is done with it. */
    private @Nullable Link arriving;

    private long nextRequest;

    PeerSetActors(
            ActorContext<PeerSetActor.Command> context,
            PeerPorts ports,
            ConnectionEvents listener,
            LocalIdentity identity,
            PeerSettings settings,
            Consumer<Duration> namesDueAfter) {
        this.context = context;
        this.settings = settings;
        this.namesDueAfter = namesDueAfter;
        this.events = new QuietableEvents(listener);
        this.environment = ports.forConnections(
                identity,
                settings,
                listener,
                context.messageAdapter(ConnectionReport.class, PeerSetActor.Reported::new));
        this.shared =
                new PeerActor.Shared(ports.clock(), ports.entropy(), settings.dial(), listener, context.getSelf());
        this.dialer = context.spawn(
                DialerActor.create(ports, events, settings.dial(), context.getSelf()),
                "dialer",
                DispatcherSelector.sameAsParent());
        this.ephemeralSeeds = ports.entropy().stream("ephemeral-keys");
    }

    /** Does what was decided, and empties the list. */
    void carryOut(List<PeerSetEffect> effects) {
        if (!effects.isEmpty()) {
            try {
                InTurn.each(effects, this::carryOut);
            } finally {
                effects.clear();
            }
        }
    }

    private void carryOut(PeerSetEffect effect) {
        switch (effect) {
            case PeerSetEffect.Emit(var event) -> events.emit(event);
            case PeerSetEffect.RefuseLink refuse -> refuseLink();
            case PeerSetEffect.Open open -> open(open);
            case PeerSetEffect.Close(long id, CloseReason reason, Duration grace) ->
                with(id, connection -> connection.close(reason, grace));
            case PeerSetEffect.Challenge(long id, long newcomer, boolean patient) ->
                with(id, connection -> connection.actor.tell(new ConnectionActor.Challenge(newcomer, patient)));
            case PeerSetEffect.Reclassify(long id, boolean ordinary) ->
                with(id, connection -> connection.actor.tell(new ConnectionActor.Reclassified(ordinary)));
            case PeerSetEffect.Admit admit -> with(admit.id(), connection -> admit(admit, connection));
            case PeerSetEffect.LookUp(long dial, String host) -> dialer.tell(new DialerActor.LookUp(dial, host));
            case PeerSetEffect.Dial(long id, var remote, var addresses) ->
                dialer.tell(new DialerActor.Dial(id, remote, addresses));
            case PeerSetEffect.QuitDialing quit -> dialer.tell(new DialerActor.Quiesce());
            case PeerSetEffect.Answer(long request, DialOutcome outcome) -> answer(request, outcome);
            case PeerSetEffect.WakeNames(Duration after) -> namesDueAfter.accept(after);
            case PeerSetEffect.StartPeer start -> start(start);
            case PeerSetEffect.ForPeer order -> tell(order.peer(), message(order));
        }
    }

    /** A message has brought a link; one of its effects says what becomes of it. */
    void arrived(Link link) {
        arriving = link;
    }

    /** Ends the link that the last message has brought, if nothing was done with it. Returns whether it did. */
    boolean refuseLink() {
        if (arriving == null) {
            return false;
        }
        arriving.refuse();
        arriving = null;
        return true;
    }

    private void open(PeerSetEffect.Open open) {
        Link link = Objects.requireNonNull(arriving);
        Secret seed = Secret.random(ephemeralSeeds, 32);
        SendGate gate = new SendGate(settings.connection().mailboxBytes());
        ConnectionBirth birth = new ConnectionBirth(open.id(), open.direction(), link, open.expected(), seed, gate);
        ActorRef<ConnectionActor.Command> actor =
                context.spawnAnonymous(ConnectionActor.create(environment, birth), link.dispatcher());
        arriving = null;
        context.watchWith(actor, new PeerSetActor.ConnectionStopped(open.id()));
        connections.put(open.id(), new Connection(actor, gate));
    }

    private void admit(PeerSetEffect.Admit admit, Connection connection) {
        connection.handle = new PeerHandle(
                admit.id(), admit.peer(), connection.actor, connection.gate, admit.allowance(), environment.events());
    }

    private void with(long id, Consumer<Connection> action) {
        Connection connection = connections.get(id);
        if (connection != null) {
            action.accept(connection);
        }
    }

    /** Ends a connection of which nobody knows. */
    void drop(long id) {
        Connection gone = connections.remove(id);
        if (gone != null) {
            gone.close(CloseReason.INTERNAL, Duration.ZERO);
        }
    }

    // Peers.

    private void start(PeerSetEffect.StartPeer start) {
        PeerHandle handle = handle(start.connection());
        if (start.connection() == PeerSet.NOBODY) {
            unborn.add(start.peer());
        }
        ActorRef<PeerActor.Command> actor = context.spawnAnonymous(
                PeerActor.create(shared, start.peer(), start.key(), handle, consumers),
                DispatcherSelector.sameAsParent());
        context.watchWith(actor, new PeerSetActor.PeerStopped(start.peer()));
        peers.put(start.peer(), actor);
        unborn.remove(start.peer());
    }

    private PeerActor.@Nullable Command message(PeerSetEffect.ForPeer order) {
        return switch (order) {
            case PeerSetEffect.Keep keep -> new PeerActor.Keep(keep.endpoint(), keep.delay());
            case PeerSetEffect.Forget forget -> new PeerActor.Forget();
            case PeerSetEffect.DialOver over -> new PeerActor.DialOver(over.detail());
            case PeerSetEffect.Adopt adopt -> {
                PeerHandle handle = handle(adopt.connection());
                yield handle == null ? null : new PeerActor.Adopt(handle, consumers);
            }
            case PeerSetEffect.Lost lost -> new PeerActor.ConnectionEnded(lost.reason());
            case PeerSetEffect.Retire retire -> new PeerActor.Retire();
        };
    }

    private void tell(long peer, PeerActor.@Nullable Command message) {
        ActorRef<PeerActor.Command> actor = peers.get(peer);
        if (actor != null && message != null) {
            actor.tell(message);
        }
    }

    /** Ends the actor of a peer of whom nobody knows. */
    void dropPeer(long id) {
        tell(id, new PeerActor.Retire());
        peers.remove(id);
    }

    /** What consumers hold of an admitted connection; null if it is none. */
    @Nullable
    PeerHandle handle(long connection) {
        Connection there = connection == PeerSet.NOBODY ? null : connections.get(connection);
        return there == null ? null : there.handle;
    }

    Consumers consumers() {
        return consumers;
    }

    /** The consumers have changed: the actors of those peers, which have told of their connections, hear of it. */
    void use(Consumers changed, @Nullable ActorRef<Delivery> newcomer, List<Long> announced) {
        PeerActor.Command message = new PeerActor.UseConsumers(changed, newcomer);
        announced.forEach(peer -> tell(peer, message));
        // Last, so that a second try after a defect is like the first.
        consumers = changed;
    }

    // Requests.

    /** The number of a request, whose answer goes to {@code replyTo}. */
    long request(@Nullable ActorRef<DialOutcome> replyTo) {
        if (replyTo == null) {
            return PeerSet.NOBODY;
        }
        asking.put(nextRequest, replyTo);
        return nextRequest++;
    }

    /** Answers a request, if nobody has. */
    private void answer(long request, DialOutcome outcome) {
        ActorRef<DialOutcome> replyTo = asking.remove(request);
        if (replyTo != null) {
            replyTo.tell(outcome);
        }
    }

    /** As above, the request that came last. */
    void answerLast(DialOutcome outcome) {
        answer(nextRequest - 1, outcome);
    }
}
