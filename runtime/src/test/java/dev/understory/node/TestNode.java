package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.application.Node;
import dev.understory.application.Registration;
import dev.understory.crypto.Entropy;
import dev.understory.crypto.RandomStream;
import dev.understory.crypto.SignatureService;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.observe.EventCounters;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.peer.NodeCommand;
import dev.understory.peer.PeerPorts;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.PeerInfo;
import dev.understory.store.MemoryStore;
import dev.understory.store.Store;
import dev.understory.store.StoreLimits;
import dev.understory.transport.Endpoint;
import dev.understory.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A whole node in a {@link World}, with an application that writes down what it hears. */
public final class TestNode implements Application {
    static final int PORT = 9001;

    final World world;
    final String host;
    final NodeKey key;
    final MemoryTransport transport;
    final EventCounters counters = new EventCounters();
    final List<ConnectionEvent> events = new ArrayList<>();
    final List<NodeEvent> nodeEvents = new ArrayList<>();
    /** What the application heard, batches unrolled. */
    final List<ApplicationEvent> heard = new ArrayList<>();

    /** What the node has stored; it outlives a stop. */
    Store store = new MemoryStore(StoreLimits.DEFAULT);

    /** What runs beside the peer-to-peer protocol. */
    final List<Service> services = new ArrayList<>();

    /** What lives on it; this writer-down, unless a test says otherwise. */
    List<Registration> applications = Registration.alone(this);

    NodeSettings settings;
    public ActorRef<NodeCommand> actor;
    Node node;
    /** Thrown by the application on its next message. */
    RuntimeException defectInApplication;
    /** Thrown by the sink on the next event of that type. */
    Class<? extends ConnectionEvent> defectOnEvent;

    /** Whether the sink throws when a message is delivered next. */
    boolean defectOnDelivery;

    /** Hears of each call of a port: which. May throw, as a defect of the port. */
    Consumer<String> watch = port -> {};

    /** Makes another result of signature work: a liar's signature, say. */
    UnaryOperator<SignatureService.Result> signed = UnaryOperator.identity();

    /** Hears that signature work is done, and runs what tells the node so. */
    Consumer<Runnable> signatureDone = Runnable::run;

    private final Entropy entropy;

    public TestNode(World world, String host, long seed) {
        this(world, host, seed, 1);
    }

    public TestNode(World world, String host, long seed, long chain) {
        this.world = world;
        this.host = host;
        byte[] keySeed = new byte[32];
        new Random(seed).nextBytes(keySeed);
        this.key = world.suite.nodeKey(KeyType.ED25519, keySeed);
        this.transport = world.network.host(host);
        this.entropy = name -> stream(new Random(seed * 1_000_003 + name.hashCode()), () -> watch.accept("entropy"));
        LocalIdentity identity = LocalIdentity.create(world.suite, key, 1, chain);
        this.settings = NodeSettings.of(identity, new Endpoint(host, PORT));
    }

    TestNode with(UnaryOperator<NodeSettings> change) {
        settings = change.apply(settings);
        return this;
    }

    public TestNode start() {
        SignatureService signatures = world.signatureService();
        PeerPorts ports = new PeerPorts(
                transport,
                () -> {
                    watch.accept("clock");
                    return world.now();
                },
                entropy,
                world.suite,
                (work, done) -> {
                    watch.accept("signatures");
                    return signatures.submit(
                            work, result -> signatureDone.accept(() -> done.accept(signed.apply(result))));
                });
        NodeEnvironment environment = new NodeEnvironment(ports, store, null, counters.and(sink()));
        actor = world.spawn(NodeActor.create(environment, settings, applications, services));
        return this;
    }

    private NodeEventSink sink() {
        return new NodeEventSink() {
            @Override
            public void emit(NodeEvent event) {
                note(event);
            }

            @Override
            public void delivered(Topic topic, int count, long bytes) {
                if (defectOnDelivery) {
                    defectOnDelivery = false;
                    throw new InjectedDefect();
                }
            }
        };
    }

    private void note(NodeEvent event) {
        nodeEvents.add(event);
        if (event instanceof NodeEvent.Connection connection) {
            events.add(connection.event());
            watch.accept("events");
            if (defectOnEvent != null && defectOnEvent.isInstance(connection.event())) {
                defectOnEvent = null;
                throw new InjectedDefect();
            }
        }
    }

    @Override
    public Behavior<ApplicationEvent> create(Node mine) {
        node = mine;
        return Behaviors.receiveMessage(event -> {
            if (defectInApplication != null) {
                throw defectInApplication;
            }
            heard.add(event);
            return Behaviors.same();
        });
    }

    public PublicKey id() {
        return key.publicKey();
    }

    PeerAddress address() {
        return new PeerAddress(id(), host, PORT);
    }

    PeerAddress addressWithoutKey() {
        return new PeerAddress(null, host, PORT);
    }

    public void dial(TestNode other) {
        actor.tell(new NodeCommand.Dial(other.address(), true, false, null));
    }

    void send(TestNode to, Topic topic, String text) {
        node.send(to.id(), topic, Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The texts of all messages that were delivered here on a topic. */
    List<String> texts(Topic topic) {
        List<String> texts = new ArrayList<>();
        for (ApplicationEvent event : heard) {
            if (event instanceof ApplicationEvent.Delivered delivered && delivered.topic() == topic) {
                texts.add(new String(delivered.payload().toArray(), StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    <T> List<T> heard(Class<T> type) {
        return heard.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The peers that the node says are admitted now. */
    List<PeerInfo> peers() {
        return ask(NodeCommand.GetPeers::new);
    }

    /** The node's answer to a question. */
    <T> T ask(Function<ActorRef<T>, NodeCommand> question) {
        World.Probe<T> probe = world.probe();
        actor.tell(question.apply(probe.ref()));
        world.run(Duration.ZERO);
        world.stop(probe.ref());
        return probe.heard().get(0);
    }

    boolean isConnectedTo(TestNode other) {
        return node.peers().stream().anyMatch(peer -> peer.id().equals(other.id()));
    }

    /** The rules within the node that do not hold now. */
    List<String> broken() {
        return ask(NodeCommand.Audit::new);
    }

    void stop(Duration deadline) {
        assertThat(broken()).isEmpty();
        World.Probe<Done> probe = world.probe();
        actor.tell(new NodeCommand.Stop(deadline, probe.ref()));
        if (!world.runUntil(() -> !probe.heard().isEmpty(), deadline.plusSeconds(5))) {
            throw new AssertionError("the node did not stop");
        }
    }

    private static RandomStream stream(Random random, Runnable watch) {
        return new RandomStream() {
            @Override
            public long nextLong() {
                watch.run();
                return random.nextLong();
            }

            @Override
            public void nextBytes(byte[] target) {
                watch.run();
                random.nextBytes(target);
            }
        };
    }
}
