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
import dev.understory.identity.PublicKey;
import dev.understory.reputation.KeptStanding;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvents;
import dev.understory.session.QuietableEvents;
import dev.understory.transport.Link;
import dev.understory.transport.NodeClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    final QuietableEvents events;
    /** Who waits for what comes of a dial; the machine answers each, and those at once that are too many. */
    private final Map<Long, ActorRef<DialOutcome>> asking = new LinkedHashMap<>();

    private final ActorContext<PeerSetActor.Command> context;
    private final PeerSettings settings;
    private final ConnectionEnvironment environment;
    private final ActorRef<DialerActor.Command> dialer;
    private final RandomStream ephemeralSeeds;
    final Wakes wakes;
    private Consumers consumers = Consumers.NONE;
    private @Nullable ActorRef<StandingKeeper.Command> keeper;
    /** The link that a message has brought, until something is done with it. */
    private @Nullable Link arriving;

    private long nextRequest;

    PeerSetActors(
            ActorContext<PeerSetActor.Command> context,
            PeerPorts ports,
            ConnectionEvents listener,
            LocalIdentity identity,
            PeerSettings settings,
            Wakes wakes) {
        this.context = context;
        this.settings = settings;
        this.wakes = wakes;
        this.events = new QuietableEvents(listener);
        this.environment = ports.forConnections(
                identity,
                settings,
                listener,
                context.messageAdapter(ConnectionReport.class, PeerSetActor.Reported::new));
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
            case PeerSetEffect.Emit(var event) -> emit(event);
            case PeerSetEffect.RefuseLink refuse -> refuseLink();
            case PeerSetEffect.Open open -> open(open);
            case PeerSetEffect.Close(long id, CloseReason reason, Duration grace) ->
                with(id, connection -> connection.close(reason, grace));
            case PeerSetEffect.Challenge(long id, long newcomer, boolean patient) ->
                with(id, connection -> connection.actor.tell(new ConnectionActor.Challenge(newcomer, patient)));
            case PeerSetEffect.Reclassify(long id, boolean ordinary) ->
                with(id, connection -> connection.actor.tell(new ConnectionActor.Reclassified(ordinary)));
            case PeerSetEffect.Admit admit -> with(admit.id(), connection -> admit(admit, connection));
            case PeerSetEffect.Lost(long id, PublicKey peer, CloseReason reason) ->
                consumers.tellAll(new Delivery.Lost(peer, id, reason));
            case PeerSetEffect.LookUp(long dial, String host) -> dialer.tell(new DialerActor.LookUp(dial, host));
            case PeerSetEffect.Dial(long id, var remote, var addresses, int rank) ->
                dialer.tell(new DialerActor.Dial(id, remote, addresses, rank));
            case PeerSetEffect.RaiseDial(long id, int rank) -> dialer.tell(new DialerActor.Raise(id, rank));
            case PeerSetEffect.QuitDialing quit -> dialer.tell(new DialerActor.Quiesce());
            case PeerSetEffect.Answer(long request, DialOutcome outcome) -> answer(request, outcome);
            case PeerSetEffect.WakeNames(Duration after) -> wakes.names(after);
            case PeerSetEffect.WakeDial(long peer, Duration after) -> wakes.dial(peer, after);
            case PeerSetEffect.CancelWake(long peer) -> wakes.cancelDial(peer);
        }
    }

    private void emit(ConnectionEvent event) {
        events.emit(event);
        if (keeper != null) {
            boolean isBan = event instanceof ConnectionEvent.Banned || event instanceof ConnectionEvent.Unbanned;
            if (isBan
                    || event instanceof ConnectionEvent.PeerDebited
                    || event instanceof ConnectionEvent.PeerCredited) {
                keeper.tell(new StandingKeeper.Changed(isBan));
            }
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
        ConnectionBirth birth =
                new ConnectionBirth(open.id(), open.direction(), link, open.expected(), open.goesFirst(), seed, gate);
        ActorRef<ConnectionActor.Command> actor =
                context.spawnAnonymous(ConnectionActor.create(environment, birth), link.dispatcher());
        arriving = null;
        connections.put(open.id(), new Connection(actor, gate));
    }

    private void admit(PeerSetEffect.Admit admit, Connection connection) {
        PeerHandle handle = new PeerHandle(
                admit.id(), admit.peer(), connection.actor, connection.gate, admit.allowance(), environment.events());
        connection.handle = handle;
        consumers.tellAll(new Delivery.Admitted(handle));
        connection.actor.tell(new ConnectionActor.Admit(admit.peer(), consumers, admit.allowance()));
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

    // Consumers.

    Consumers consumers() {
        return consumers;
    }

    /** The consumers have changed: the admitted connections hear of it, and {@code newcomer} of them. */
    void use(Consumers changed, @Nullable ActorRef<Delivery> newcomer, List<Long> admitted) {
        ConnectionActor.UseConsumers message = new ConnectionActor.UseConsumers(changed);
        for (long id : admitted) {
            with(id, connection -> {
                if (newcomer != null && connection.handle != null) {
                    newcomer.tell(new Delivery.Admitted(connection.handle));
                }
                connection.actor.tell(message);
            });
        }
        // Last, so that a second try after a defect is like the first.
        consumers = changed;
    }

    // What is kept over a restart.

    /** Keeps what is held for and against others there from now on. */
    void keepStanding(StandingStore store, NodeClock clock) {
        keeper = context.spawn(
                StandingKeeper.create(store.documents(), clock, store.events(), context.getSelf()),
                "standing",
                DispatcherSelector.sameAsParent());
        context.watchWith(keeper, new PeerSetActor.KeeperStopped());
    }

    void keep(KeptStanding kept) {
        if (keeper != null) {
            keeper.tell(new StandingKeeper.Keep(kept));
        }
    }

    void keepLast(KeptStanding kept) {
        if (keeper != null) {
            keeper.tell(new StandingKeeper.KeepLast(kept));
        }
    }

    void keeperStopped(boolean inOrder) {
        keeper = null;
        if (!inOrder) {
            events.emit(new ConnectionEvent.Defect("peer set", "scores and bans are not kept any longer"));
        }
    }

    /** Whether no actor is left that has to end first. */
    boolean areOver() {
        return connections.isEmpty() && keeper == null;
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
