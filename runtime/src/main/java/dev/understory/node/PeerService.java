package dev.understory.node;

import dev.understory.application.ApplicationHost;
import dev.understory.application.HostSettings;
import dev.understory.application.Registration;
import dev.understory.connection.Delivery;
import dev.understory.discovery.DiscoveryActor;
import dev.understory.discovery.DiscoveryEnvironment;
import dev.understory.discovery.DiscoverySelf;
import dev.understory.dissemination.WaitingShares;
import dev.understory.handshake.LocalIdentity;
import dev.understory.mux.Topic;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.peer.NodeCommand;
import dev.understory.peer.PeerAcceptor;
import dev.understory.peer.PeerSetActor;
import dev.understory.peer.StandingStore;
import dev.understory.transport.Acceptor;
import dev.understory.transport.Endpoint;
import dev.understory.transport.ListenOutcome;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * The first service of every node: the peer-to-peer protocol, with the applications that live on it. It ends when its peer set has,
 * which the node starts for it ({@link #peerSet}): so what others ask of the node's peers goes to the peer set directly, and no later
 * than what happens to them. What is asked after a {@link Stop} comes as an {@link Order}, behind it.
 *
 * <p>Its random streams and the documents of its applications are the node's own, under the names that they have had since before
 * there were services.
 */
final class PeerService implements Service {
    /** What it is called. */
    static final String NAME = "p2p";

    private final NodeEnvironment node;
    private final NodeSettings settings;
    private final List<Registration> applications;
    private final ActorRef<PeerSetActor.Command> peers;

    /** Something that is asked of the peers. */
    record Order(NodeCommand.ForPeers command) implements Own {}

    /** Something that is asked of whoever finds peers. */
    record BookOrder(NodeCommand.ForBook command) implements Own {}

    /** Asks what came of listening. */
    record WhenListening(ActorRef<ListenOutcome> replyTo) implements Own {}

    /** {@code peers} runs {@link #peerSet}. */
    PeerService(
            NodeEnvironment node,
            NodeSettings settings,
            List<Registration> applications,
            ActorRef<PeerSetActor.Command> peers) {
        this.node = node;
        this.peers = peers;
        this.settings = settings;
        this.applications = List.copyOf(applications);
    }

    /** The actor that everything goes through that concerns more than one peer. */
    static Behavior<PeerSetActor.Command> peerSet(NodeEnvironment node, NodeSettings settings) {
        StandingStore store = settings.peers().keepsStanding() && node.store().survivesRestart()
                ? new StandingStore(
                        node.store().documents(NAME), event -> node.events().emit(new NodeEvent.Storage(event)))
                : null;
        return PeerSetActor.create(
                node.ports(), node.events(), settings.identity(), settings.peers(), settings.known(), store);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Endpoint> ports() {
        Endpoint local = settings.listen();
        return local == null ? List.of() : List.of(local);
    }

    @Override
    public Behavior<Command> create(ServiceEnvironment environment) {
        return Behaviors.setup(context -> new Running(context, environment));
    }

    /** The running service. */
    private final class Running extends AbstractMatchingBehavior<Command> {
        private final NodeEventSink events = node.events();
        private final @Nullable ActorRef<Acceptor.Command> listener;
        private final @Nullable ActorRef<DiscoveryActor.Command> discovery;
        private boolean told;
        private boolean peersOver;

        Running(ActorContext<Command> context, ServiceEnvironment environment) {
            super(context);
            context.watch(peers);
            WaitingShares waiting = new WaitingShares(settings.gossip().waitingShare(), events);
            applications.forEach(registration -> host(registration, waiting));
            discovery = settings.discovery().enabled() ? discover(environment) : null;
            Endpoint local = settings.listen();
            listener = local == null
                    ? null
                    : context.spawn(
                            PeerAcceptor.create(environment.transport(), local, events, peers),
                            "listener",
                            environment.dispatcher());
        }

        private void host(Registration registration, WaitingShares waiting) {
            HostSettings hosting = new HostSettings(
                    registration,
                    settings.identity().key().publicKey(),
                    settings.identity().capabilities(),
                    node.ports().clock(),
                    node.ports().entropy(),
                    node.store().documents(registration.name()),
                    events,
                    peers,
                    settings.gossip(),
                    waiting,
                    settings.gossipThreshold(),
                    events,
                    settings.peers().connection().window());
            ActorRef<Delivery> host = getContext()
                    .spawn(ApplicationHost.create(hosting), actorOf(registration), node.applicationDispatcher());
            getContext().watch(host);
            peers.tell(new NodeCommand.Subscribe(registration.topics(), host));
        }

        /** Peers' addresses are an application's business where one is registered for them by name. */
        private ActorRef<DiscoveryActor.Command> discover(ServiceEnvironment environment) {
            boolean isTaken = applications.stream()
                    .filter(each -> !each.name().equals(Registration.ALONE))
                    .anyMatch(each -> each.topics().contains(Topic.PEERS_REQUEST)
                            || each.topics().contains(Topic.PEERS_RESPONSE));
            LocalIdentity identity = settings.identity();
            return getContext()
                    .spawn(
                            DiscoveryActor.create(
                                    new DiscoveryEnvironment(
                                            environment.clock(),
                                            environment.entropy(),
                                            node.ports().suite(),
                                            environment.documents(),
                                            events,
                                            events,
                                            peers),
                                    settings.discovery()
                                            .withOutbound(
                                                    settings.peers().admission().maxOutbound()),
                                    settings.peers().dial(),
                                    new DiscoverySelf(
                                            identity.key().publicKey(), identity.networkId(), identity.chainId()),
                                    !isTaken),
                            "discovery",
                            environment.dispatcher());
        }

        /** No other actor of this service is called so. */
        private static String actorOf(Registration registration) {
            String name = registration.name();
            return name.equals(Registration.ALONE) ? name : Registration.ALONE + "-" + name;
        }

        @Override
        public Behavior<Command> onMessage(Command command) {
            switch (command) {
                case Order order -> peers.tell(order.command());
                case BookOrder order -> onBookOrder(order.command());
                case WhenListening question -> onWhenListening(question.replyTo());
                case Stop stop -> {
                    return onStop(stop.deadline());
                }
                case Own unknown -> throw new IllegalArgumentException("not for this service: " + unknown);
            }
            return this;
        }

        @Override
        public Behavior<Command> onSignal(Signal signal) {
            if (!(signal instanceof Terminated ended)) {
                return this;
            }
            if (ended.getRef().path().equals(peers.path())) {
                // Unless it was told to stop, or is about to be, the node ends, and this with it.
                peersOver = true;
                return told ? Behaviors.stopped() : this;
            }
            applications.stream()
                    .filter(each -> actorOf(each).equals(ended.getRef().path().name()))
                    .forEach(this::onApplicationStopped);
            return this;
        }

        private void onBookOrder(NodeCommand.ForBook command) {
            if (discovery != null) {
                discovery.tell(new DiscoveryActor.Order(command));
            } else {
                DiscoveryActor.answerWithoutBook(command);
            }
        }

        private void onWhenListening(ActorRef<ListenOutcome> replyTo) {
            if (listener == null || told) {
                replyTo.tell(new ListenOutcome.NotListening());
            } else {
                listener.tell(new Acceptor.WhenListening(replyTo));
            }
        }

        private void onApplicationStopped(Registration registration) {
            if (!told) {
                tell(new NodeEvent.ApplicationEnded(
                        registration.name(), "the application's behaviour has stopped or failed"));
            }
        }

        private Behavior<Command> onStop(Duration deadline) {
            told = true;
            if (peersOver) {
                return Behaviors.stopped();
            }
            if (discovery != null) {
                discovery.tell(new DiscoveryActor.Stop());
            }
            if (listener != null) {
                listener.tell(new Acceptor.Close());
            }
            peers.tell(new PeerSetActor.Stop(deadline));
            return this;
        }

        /** Who listens must not decide whether a node ends. */
        private void tell(NodeEvent event) {
            try {
                events.emit(event);
            } catch (RuntimeException defect) {
                getContext().getLog().error("the listener of the node's events has failed on {}", event, defect);
            }
        }
    }
}
