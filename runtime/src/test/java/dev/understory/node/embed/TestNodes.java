package dev.understory.node.embed;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.understory.application.Application;
import dev.understory.application.Registration;
import dev.understory.crypto.CryptoSuites;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PeerAddress;
import dev.understory.node.Service;
import dev.understory.node.config.ConfigReading;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.config.NodeConfigReader;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Real nodes on loopback for a test, stopped at its end. */
public final class TestNodes implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A node and what it reported. */
    public record TestNode(P2pNode node, BlockingQueue<NodeEvent> events) {
        public PeerAddress address() {
            var listening = node.listening().orElseThrow();
            return new PeerAddress(node.id(), listening.host(), listening.port());
        }

        /** Waits for an event and drops those before it. */
        public <T> T await(Class<T> type, Predicate<T> which) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < deadline) {
                NodeEvent event = TestNodes.poll(events);
                Object inner = event instanceof NodeEvent.Connection(var connection) ? connection : event;
                if (type.isInstance(inner) && which.test(type.cast(inner))) {
                    return type.cast(inner);
                }
            }
            throw new AssertionError("no " + type.getSimpleName());
        }
    }

    private final List<P2pNode> nodes = new ArrayList<>();

    public static NodeKey key(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        return CryptoSuites.real().nodeKey(KeyType.ED25519, seed);
    }

    public TestNode start(int number, String... settings) {
        return start(key(number), settings);
    }

    public TestNode start(NodeKey key, String... settings) {
        return start(key, null, settings);
    }

    public TestNode start(NodeKey key, @Nullable Application application, String... settings) {
        return start(key, application, List.of(), settings);
    }

    /** With other services beside the peer-to-peer protocol. */
    public TestNode startWith(int number, List<Service> services, String... settings) {
        return start(key(number), null, services, settings);
    }

    /** As that file says. */
    public TestNode start(NodeKey key, Path file) {
        return switch (NodeConfigReader.read(file, ConfigFactory.empty(), List.of())) {
            case ConfigReading.Read read -> start(key, null, List.of(), read.config());
            case ConfigReading.Unreadable unreadable -> throw new AssertionError(unreadable.problems());
        };
    }

    private TestNode start(NodeKey key, @Nullable Application application, List<Service> services, String... settings) {
        return start(key, application, services, config(settings));
    }

    private TestNode start(NodeKey key, @Nullable Application application, List<Service> services, NodeConfig config) {
        BlockingQueue<NodeEvent> events = new LinkedBlockingQueue<>();
        NodeEventSink sink = events::add;
        StartOutcome outcome = await(P2pNode.start(config, key, Registration.alone(application), services, sink));
        assertThat(outcome).isInstanceOf(StartOutcome.Started.class);
        P2pNode node = ((StartOutcome.Started) outcome).node();
        nodes.add(node);
        return new TestNode(node, events);
    }

    public static NodeConfig config(String... settings) {
        return NodeConfig.parse("""
                understory.p2p.listen-address = "127.0.0.1:0"
                understory.p2p.dial.first-delay = 50 ms
                understory.p2p.dial.max-delay = 200 ms
                understory.p2p.handshake { step-timeout = 20 s, timeout = 30 s }
                """ + String.join("\n", settings));
    }

    public static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    public static <T> T poll(BlockingQueue<T> queue) {
        try {
            T next = queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(next).as("something within " + PATIENCE).isNotNull();
            return next;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    public static void stop(P2pNode node) {
        await(node.stop(Duration.ofSeconds(5)));
    }

    @Override
    public void close() {
        nodes.forEach(TestNodes::stop);
    }
}
