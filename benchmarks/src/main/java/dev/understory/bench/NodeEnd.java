package dev.understory.bench;

import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.application.ApplicationEvent.Delivered;
import dev.understory.application.Node;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.embed.P2pNode;
import dev.understory.node.embed.StartOutcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A whole node as an end of a measurement. In the second JVM it counts what it receives, answers every CONSENSUS message
 * with the same bytes, and tells its counts on request.
 */
final class NodeEnd implements AutoCloseable {
    /** An environment variable with further settings for the nodes at both ends, in the form of {@code reference.conf}. */
    static final String SETTINGS = "UNDERSTORY_BENCH_SETTINGS";

    private final P2pNode node;
    private final TemporaryFolder folder;

    private NodeEnd(P2pNode node, TemporaryFolder folder) {
        this.node = node;
        this.folder = folder;
    }

    /**
     * A node with an identity of its own, listening on loopback, without the limits a benchmark would run into.
     *
     * @param thread the setting {@code application-thread}
     */
    static NodeEnd start(String keyType, String thread, Application application) throws Exception {
        TemporaryFolder folder = TemporaryFolder.create();
        NodeConfig config = NodeConfig.parse(
                """
                understory.node { data-dir = "%s", key-type = %s, application-thread = %s }
                understory.p2p {
                  listen-address = "127.0.0.1:0"
                  max-inbound = 5000, max-outbound = 5000
                  max-handshakes = 512
                  max-per-address = 5000, max-per-site = 5000, max-per-subnet = 5000, max-per-network = 5000
                  message-rates.TX = 0, handshake-rates.all = 1000000
                }
                %s
                """.formatted(folder.path(), keyType, thread, System.getenv().getOrDefault(SETTINGS, "")));
        return switch (P2pNode.start(config, application).toCompletableFuture().get()) {
            case StartOutcome.Started started -> new NodeEnd(started.node(), folder);
            case StartOutcome.Failed failed -> throw new IOException("the node did not start: " + failed);
        };
    }

    P2pNode node() {
        return node;
    }

    /** Key, host and port, as an address to dial. */
    String address() {
        return node.id().hex() + "@" + node.listening().orElseThrow();
    }

    @Override
    public void close() throws IOException {
        node.stop(Duration.ofSeconds(1)).toCompletableFuture().join();
        folder.close();
    }

    /** The second JVM: prints the address, then answers {@code counts} and {@code heap}. */
    static void serve(BufferedReader in, String[] arguments) throws Exception {
        Counts counts = new Counts();
        NodeEnd end = start(arguments[0], arguments[1], counts);
        ChildJvm.say(end.address());
        for (String command = in.readLine(); command != null; command = in.readLine()) {
            switch (command) {
                case "counts" -> ChildJvm.say(counts.messages + " " + counts.bytes + " " + counts.peers);
                case "heap" -> ChildJvm.say(heapAfterCollection());
                default -> throw new IllegalArgumentException("no command " + command);
            }
        }
        end.close();
    }

    /** Live bytes on the heap, after collections have settled. */
    private static long heapAfterCollection() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            used = Math.min(
                    used,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return used;
    }

    /** Counts what arrives; echoes CONSENSUS. */
    private static final class Counts implements Application {
        private final AtomicLong messages = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicLong peers = new AtomicLong();

        @Override
        public Behavior<ApplicationEvent> create(Node node) {
            return Behaviors.receiveMessage(event -> {
                switch (event) {
                    case Delivered(PublicKey sender, Topic topic, var payload) -> {
                        if (topic == Topic.CONSENSUS) {
                            node.send(sender, topic, payload);
                        } else {
                            messages.lazySet(messages.get() + 1);
                            bytes.lazySet(bytes.get() + payload.size());
                        }
                    }
                    case ApplicationEvent.PeerAdmitted admitted -> peers.incrementAndGet();
                    case ApplicationEvent.PeerLost lost -> peers.decrementAndGet();
                    case ApplicationEvent.SendCompleted completed -> {}
                    case ApplicationEvent.Own own -> {}
                }
                return Behaviors.same();
            });
        }
    }
}
