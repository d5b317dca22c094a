package dev.understory.node;

import dev.understory.application.Application;
import dev.understory.application.ApplicationHost;
import dev.understory.application.HostSettings;
import dev.understory.connection.Delivery;
import dev.understory.mux.Topic;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.peer.NodeCommand;
import dev.understory.peer.PeerAcceptor;
import dev.understory.peer.PeerPorts;
import dev.understory.peer.PeerSetActor;
import dev.understory.session.ConnectionEvent;
import dev.understory.transport.Acceptor;
import dev.understory.transport.Endpoint;
import dev.understory.transport.ListenOutcome;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * A whole node: the behaviour that production runs as the guardian of an actor system, and of which a simulation runs
 * thousands in one.
 */
public final class NodeActor extends AbstractMatchingBehavior<NodeCommand> {
    /** A node, with the application that lives on it if there is one. It stops itself after {@link NodeCommand.Stop}. */
    public static Behavior<NodeCommand> create(
            NodeEnvironment environment, NodeSettings settings, @Nullable Application application) {
        return Behaviors.setup(context -> new NodeActor(context, environment, settings, application));
    }

    /** What the application is called: its actor, and its documents in the store. */
    private static final String APPLICATION = "application";

    private final ActorRef<PeerSetActor.Command> peers;
    private final @Nullable ActorRef<Acceptor.Command> listener;
    private final NodeEventSink events;
    private final List<ActorRef<Done>> stopping = new ArrayList<>(1);
    private boolean told;

    private NodeActor(
            ActorContext<NodeCommand> context,
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
        peers = context.spawn(
                PeerSetActor.create(ports, settings.identity(), settings.peers(), settings.known()),
                "peers",
                environment.nodeDispatcher());
        context.watch(peers);
        if (hosted != null) {
            host(environment, settings, hosted);
        }
        Endpoint local = settings.listen();
        listener = local == null
                ? null
                : context.spawn(
                        PeerAcceptor.create(environment.transport(), local, events, peers),
                        "listener",
                        environment.nodeDispatcher());
        tell(new NodeEvent.Started(settings.identity().key().publicKey()));
    }

    private void host(NodeEnvironment environment, NodeSettings settings, Application hosted) {
        HostSettings hosting = new HostSettings(
                settings.identity().key().publicKey(),
                environment.clock(),
                environment.entropy(),
                environment.store().documents(APPLICATION),
                events,
                peers,
                settings.peers().connection().window());
        ActorRef<Delivery> host = getContext()
                .spawn(ApplicationHost.create(hosting, hosted), APPLICATION, environment.applicationDispatcher());
        getContext().watch(host);
        peers.tell(new NodeCommand.Subscribe(EnumSet.complementOf(EnumSet.of(Topic.HEARTBEAT)), host));
    }

    @Override
    public Behavior<NodeCommand> onMessage(NodeCommand command) {
        switch (command) {
            case NodeCommand.ForPeers order -> peers.tell(order);
            case NodeCommand.WhenListening question -> onWhenListening(question.replyTo());
            case NodeCommand.Stop stop -> onStop(stop);
        }
        return this;
    }

    @Override
    public Behavior<NodeCommand> onSignal(Signal signal) {
        if (!(signal instanceof Terminated ended)) {
            return this;
        }
        if (ended.getRef().path().equals(peers.path())) {
            return onPeersStopped();
        }
        onApplicationStopped();
        return this;
    }

    private void onWhenListening(ActorRef<ListenOutcome> replyTo) {
        if (listener == null || told) {
            replyTo.tell(new ListenOutcome.NotListening());
        } else {
            listener.tell(new Acceptor.WhenListening(replyTo));
        }
    }

    private void onApplicationStopped() {
        if (!told) {
            tell(new NodeEvent.ApplicationEnded("the application's behaviour has stopped or failed"));
        }
    }

    private void onStop(NodeCommand.Stop stop) {
        if (stop.replyTo() != null) {
            stopping.add(stop.replyTo());
        }
        if (!told) {
            told = true;
            tell(new NodeEvent.Stopping(stop.deadline()));
            if (listener != null) {
                listener.tell(new Acceptor.Close());
            }
            peers.tell(new PeerSetActor.Stop(stop.deadline()));
        }
    }

    private Behavior<NodeCommand> onPeersStopped() {
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
