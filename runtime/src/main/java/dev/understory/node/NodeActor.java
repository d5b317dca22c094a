package dev.understory.node;

import dev.understory.application.Application;
import dev.understory.application.ApplicationHost;
import dev.understory.application.HostSettings;
import dev.understory.connection.Delivery;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.peer.DialOutcome;
import dev.understory.peer.ListenOutcome;
import dev.understory.peer.ListenerActor;
import dev.understory.peer.PeerPorts;
import dev.understory.peer.PeerSetActor;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.Offence;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.PeerInfo;
import dev.understory.transport.Endpoint;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * A whole node: the behaviour that production runs as the guardian of an actor system, and of which a simulation runs
 * thousands in one.
 */
public final class NodeActor extends AbstractMatchingBehavior<NodeActor.Command> {
    /** What a node can be asked for. */
    public sealed interface Command {}

    /**
     * Dial an address.
     *
     * @param strict whether only the address's key may answer
     * @param keep whether to dial again for ever when it fails or the connection is lost
     * @param replyTo hears what came of the (first) try
     */
    public record Dial(
            PeerAddress address,
            boolean strict,
            boolean keep,
            @Nullable ActorRef<DialOutcome> replyTo) implements Command {}

    /** Replaces the must-connect peers; those in both sets keep their connections. Addresses without key are ignored. */
    public record SetMustConnect(List<PeerAddress> peers) implements Command {}

    /** Closes the connection to a peer; a kept or must-connect peer is dialled again after a back-off. */
    public record Disconnect(PublicKey peer) implements Command {}

    /** A peer did that, as whoever reads its messages has found: it costs the peer reputation, and in the end its place. */
    public record Report(PublicKey peer, Offence offence) implements Command {}

    /** Bans, and closes what is open; {@code duration} null means without end. */
    public record Ban(BanSubject subject, @Nullable Duration duration) implements Command {}

    /** Lifts a ban. */
    public record Unban(BanSubject subject) implements Command {}

    /** Asks for the peers admitted now, oldest first. */
    public record GetPeers(ActorRef<List<PeerInfo>> replyTo) implements Command {}

    /**
     * Sends to one peer; {@code replyTo} hears the outcome once. A facade that sends much subscribes instead, and sends
     * through the {@link dev.understory.connection.PeerHandle}s that it hears of.
     */
    public record Send(
            PublicKey peer,
            Topic topic,
            Bytes payload,
            long token,
            @Nullable ActorRef<? super Delivery.SendCompleted> replyTo)
            implements Command {}

    /** Sends to every admitted peer but those. */
    public record Broadcast(Topic topic, Bytes payload, Collection<PublicKey> except) implements Command {}

    /**
     * From now on {@code consumer} hears of all peers, those admitted now first, and gets the messages of {@code topics}
     * (none is allowed). It takes a topic over from whoever had it, and is forgotten when it stops.
     */
    public record Subscribe(Collection<Topic> topics, ActorRef<Delivery> consumer) implements Command {}

    /** Asks which rules within the node do not hold now, in words; there should be none. */
    public record Audit(ActorRef<List<String>> replyTo) implements Command {}

    /** Asks what came of listening; answered once the first try has ended. */
    public record WhenListening(ActorRef<ListenOutcome> replyTo) implements Command {}

    /** Stops: no new connections, what is queued is written up to {@code deadline}, then everything is closed. */
    public record Stop(Duration deadline, @Nullable ActorRef<Done> replyTo) implements Command {}

    private record PeersStopped() implements Command {}

    private record ApplicationStopped() implements Command {}

    /** A node, with the application that lives on it if there is one. It stops itself after {@link Stop}. */
    public static Behavior<Command> create(
            NodeEnvironment environment, NodeSettings settings, @Nullable Application application) {
        return Behaviors.setup(context -> new NodeActor(context, environment, settings, application));
    }

    private final ActorRef<PeerSetActor.Command> peers;
    private final @Nullable ActorRef<ListenerActor.Command> listener;
    private final NodeEventSink events;
    private final List<ActorRef<Done>> stopping = new ArrayList<>(1);
    private boolean told;

    private NodeActor(
            ActorContext<Command> context,
            NodeEnvironment environment,
            NodeSettings settings,
            @Nullable Application hosted) {
        super(context);
        this.events = environment.events();
        PeerPorts ports = new PeerPorts(
                environment.transport(),
                environment.clock(),
                environment.entropy(),
                environment.suite(),
                environment.signatures(),
                events);
        peers = context.spawn(PeerSetActor.create(ports, settings.forPeers()), "peers", environment.nodeDispatcher());
        context.watchWith(peers, new PeersStopped());
        if (hosted != null) {
            host(environment, settings, hosted);
        }
        Endpoint local = settings.listen();
        listener = local == null
                ? null
                : context.spawn(
                        ListenerActor.create(environment.transport(), local, events, peers),
                        "listener",
                        environment.nodeDispatcher());
        tell(new NodeEvent.Started(settings.identity().key().publicKey()));
    }

    private void host(NodeEnvironment environment, NodeSettings settings, Application hosted) {
        HostSettings hosting = new HostSettings(
                settings.identity().key().publicKey(),
                environment.clock(),
                environment.entropy(),
                events,
                peers,
                settings.connection().window());
        ActorRef<Delivery> host = getContext()
                .spawn(ApplicationHost.create(hosting, hosted), "application", environment.applicationDispatcher());
        getContext().watchWith(host, new ApplicationStopped());
        peers.tell(new PeerSetActor.Subscribe(EnumSet.complementOf(EnumSet.of(Topic.HEARTBEAT)), host));
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        switch (command) {
            case Dial dial -> {
                peers.tell(new PeerSetActor.Dial(dial.address(), dial.strict(), dial.keep(), dial.replyTo()));
            }
            case SetMustConnect must -> peers.tell(new PeerSetActor.SetMustConnect(must.peers()));
            case Disconnect disconnect -> peers.tell(new PeerSetActor.Disconnect(disconnect.peer()));
            case Report report -> peers.tell(new PeerSetActor.Report(report.peer(), report.offence()));
            case Ban ban -> peers.tell(new PeerSetActor.Ban(ban.subject(), ban.duration()));
            case Unban unban -> peers.tell(new PeerSetActor.Unban(unban.subject()));
            case GetPeers question -> peers.tell(new PeerSetActor.GetPeers(question.replyTo()));
            case Send send -> {
                peers.tell(
                        new PeerSetActor.Send(send.peer(), send.topic(), send.payload(), send.token(), send.replyTo()));
            }
            case Broadcast cast -> {
                peers.tell(new PeerSetActor.Broadcast(cast.topic(), cast.payload(), cast.except()));
            }
            case Subscribe subscribe -> {
                peers.tell(new PeerSetActor.Subscribe(subscribe.topics(), subscribe.consumer()));
            }
            case Audit question -> peers.tell(new PeerSetActor.Audit(question.replyTo()));
            case WhenListening question -> onWhenListening(question.replyTo());
            case ApplicationStopped ended -> onApplicationStopped();
            case Stop stop -> onStop(stop);
            case PeersStopped stopped -> {
                return onPeersStopped();
            }
        }
        return this;
    }

    private void onWhenListening(ActorRef<ListenOutcome> replyTo) {
        if (listener == null) {
            replyTo.tell(new ListenOutcome.NotListening());
        } else {
            listener.tell(new ListenerActor.WhenListening(replyTo));
        }
    }

    private void onApplicationStopped() {
        if (!told) {
            tell(new NodeEvent.ApplicationEnded("the application's behaviour has stopped or failed"));
        }
    }

    private void onStop(Stop stop) {
        if (stop.replyTo() != null) {
            stopping.add(stop.replyTo());
        }
        if (!told) {
            told = true;
            tell(new NodeEvent.Stopping(stop.deadline()));
            if (listener != null) {
                listener.tell(new ListenerActor.Stop());
            }
            peers.tell(new PeerSetActor.Stop(stop.deadline()));
        }
    }

    private Behavior<Command> onPeersStopped() {
        if (!told) {
            tell(new NodeEvent.Connection(
                    new ConnectionEvent.Defect("peer set", "its actor has stopped, and the node ends with it")));
        }
        tell(new NodeEvent.Stopped());
        stopping.forEach(replyTo -> replyTo.tell(Done.getInstance()));
        return Behaviors.stopped();
    }

    /** Who listens must not decide whether a node starts or ends. */
    private void tell(NodeEvent event) {
        try {
            events.emit(event);
        } catch (RuntimeException defect) {
            getContext().getLog().error("the listener of the node's events has failed on {}", event, defect);
        }
    }
}
