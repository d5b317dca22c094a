package dev.understory.node;

import dev.understory.admission.ReconfigureAnswer;
import dev.understory.application.Application;
import dev.understory.application.Registration;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.peer.NodeCommand;
import dev.understory.peer.PeerSetActor;
import dev.understory.session.ConnectionEvent;
import dev.understory.transport.ListenOutcome;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * A whole node: the behaviour that production runs as the guardian of an actor system, and of which a simulation runs
 * thousands in one. It runs a list of {@link Service}s, the peer-to-peer protocol first, whose end is the node's; the end of another
 * is only told. When it is told to stop all of them are, at once and with the same deadline.
 */
public final class NodeActor extends AbstractMatchingBehavior<NodeCommand> {
    /** A node, with the application that lives on it if there is one. It stops itself after {@link NodeCommand.Stop}. */
    public static Behavior<NodeCommand> create(
            NodeEnvironment environment, NodeSettings settings, @Nullable Application application) {
        return create(environment, settings, Registration.alone(application), List.of());
    }

    /** A node with one application, and other services beside the peer-to-peer protocol. */
    public static Behavior<NodeCommand> create(
            NodeEnvironment environment,
            NodeSettings settings,
            @Nullable Application application,
            List<Service> beside) {
        return create(environment, settings, Registration.alone(application), beside);
    }

    /**
     * A node with several applications, and other services beside the peer-to-peer protocol.
     *
     * @throws IllegalArgumentException if they do not fit together, see {@link ServiceList}
     */
    public static Behavior<NodeCommand> create(
            NodeEnvironment environment, NodeSettings settings, List<Registration> applications, List<Service> beside) {
        ServiceList list = ServiceList.of(settings, applications, beside);
        if (!list.problems().isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", list.problems()));
        }
        return Behaviors.setup(
                context -> new NodeActor(context, environment, settings, List.copyOf(applications), list.services()));
    }

    /** The services that have not ended. The peer-to-peer protocol is the first, and without it there is no node. */
    private final List<ActorRef<Service.Command>> services = new ArrayList<>();

    private final ActorRef<PeerSetActor.Command> peers;
    private final ActorRef<Service.Command> peerService;
    private final NodeEventSink events;
    private final List<ActorRef<Done>> stopping = new ArrayList<>(1);
    private boolean told;

    private NodeActor(
            ActorContext<NodeCommand> context,
            NodeEnvironment environment,
            NodeSettings settings,
            List<Registration> applications,
            List<Service> beside) {
        super(context);
        this.events = environment.events();
        // No service can be called so.
        peers = context.spawn(PeerService.peerSet(environment, settings), "peerSet", environment.nodeDispatcher());
        context.watch(peers);
        List<Service> list = new ArrayList<>();
        list.add(new PeerService(environment, settings, applications, peers));
        list.addAll(beside);
        for (Service service : list) {
            ActorRef<Service.Command> keeper = context.spawn(
                    ServiceKeeper.create(service, ServiceEnvironment.of(environment, service), events),
                    service.name(),
                    environment.nodeDispatcher());
            context.watch(keeper);
            services.add(keeper);
        }
        peerService = services.get(0);
        tell(new NodeEvent.Started(settings.identity().key().publicKey()));
    }

    @Override
    public Behavior<NodeCommand> onMessage(NodeCommand command) {
        switch (command) {
            case NodeCommand.ForPeers order -> onOrder(order);
            case NodeCommand.ForBook order -> peerService.tell(new PeerService.BookOrder(order));
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
            return told ? this : onPeersFailed();
        }
        services.removeIf(service -> service.path().equals(ended.getRef().path()));
        boolean isOver = told ? services.isEmpty() : !services.contains(peerService);
        return isOver ? onOver() : this;
    }

    /** What is asked after a stop must not overtake it. */
    private void onOrder(NodeCommand.ForPeers order) {
        if (told) {
            peerService.tell(new PeerService.Order(order));
        } else if (order instanceof NodeCommand.Reconfigure change) {
            peers.tell(followed(change));
        } else {
            peers.tell(order);
        }
    }

    /**
     * Whoever finds peers goes by what the peer set goes by, from its answer on, which is told only then. So both have the change or
     * neither, also where who asked for it waits no longer.
     */
    private NodeCommand.Reconfigure followed(NodeCommand.Reconfigure change) {
        ActorRef<Service.Command> finding = peerService;
        ActorRef<ReconfigureAnswer> answer = getContext()
                .spawnAnonymous(
                        Behaviors.<ReconfigureAnswer>receiveMessage(said -> {
                            if (said instanceof ReconfigureAnswer.Applied) {
                                int outbound = change.admission().maxOutbound();
                                finding.tell(new PeerService.BookOrder(new NodeCommand.FindOutbound(outbound)));
                            }
                            if (change.replyTo() != null) {
                                change.replyTo().tell(said);
                            }
                            return Behaviors.stopped();
                        }),
                        DispatcherSelector.sameAsParent());
        return change.answeredTo(answer);
    }

    private void onWhenListening(ActorRef<ListenOutcome> replyTo) {
        if (told) {
            replyTo.tell(new ListenOutcome.NotListening());
        } else {
            peerService.tell(new PeerService.WhenListening(replyTo));
        }
    }

    private void onStop(NodeCommand.Stop stop) {
        if (stop.replyTo() != null) {
            stopping.add(stop.replyTo());
        }
        if (!told) {
            told = true;
            tell(new NodeEvent.Stopping(stop.deadline()));
            services.forEach(service -> service.tell(new Service.Stop(stop.deadline())));
        }
    }

    /**
     * Told here, and not by the service: a node that is cut off as a whole hears of none of its actors, in whatever order they
     * end.
     */
    private Behavior<NodeCommand> onPeersFailed() {
        tell(new NodeEvent.Connection(
                new ConnectionEvent.Defect("peer set", "its actor has stopped, and the node ends with it")));
        return onOver();
    }

    private Behavior<NodeCommand> onOver() {
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
