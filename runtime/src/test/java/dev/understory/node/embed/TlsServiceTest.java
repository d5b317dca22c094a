package dev.understory.node.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.node.Service;
import dev.understory.node.ServiceEnvironment;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.observe.ServiceEvent;
import dev.understory.transport.Acceptor;
import dev.understory.transport.Dialer;
import dev.understory.transport.Echo;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Talker;
import dev.understory.transport.tls.TestIdentities;
import dev.understory.transport.tls.TlsEvent;
import dev.understory.transport.tls.TlsExpectation;
import dev.understory.transport.tls.TlsTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An echo over TLS beside the peer-to-peer protocol on real nodes: two services on one node, over TCP. */
final class TlsServiceTest {
    private static final Endpoint ANY_PORT = new Endpoint("127.0.0.1", 0);

    @TempDir
    Path folder;

    private final TestNodes nodes = new TestNodes();

    @AfterEach
    void close() {
        nodes.close();
    }

    /** Echoes over TLS at any port. */
    private record EchoOverTls() implements Service {
        @Override
        public String name() {
            return "echo";
        }

        @Override
        public List<Endpoint> ports() {
            return List.of(ANY_PORT);
        }

        @Override
        public Behavior<Command> create(ServiceEnvironment environment) {
            return Behaviors.setup(context -> {
                TlsTransport tls = environment.secured(context).orElseThrow();
                context.spawn(
                        Acceptor.create(
                                tls,
                                ANY_PORT,
                                new Acceptor.Limits(10, 10),
                                link -> Echo.create(link, closed -> {}),
                                environment.events()::acceptor),
                        "acceptor",
                        environment.dispatcher());
                return untilStopped();
            });
        }
    }

    /** Talks to an echo. */
    private record Talk(Endpoint to, long bytes, BlockingQueue<Object> outcome) implements Service {
        @Override
        public String name() {
            return "talk";
        }

        @Override
        public List<Endpoint> ports() {
            return List.of();
        }

        @Override
        public Behavior<Command> create(ServiceEnvironment environment) {
            return Behaviors.setup(context -> {
                dial(environment, context);
                return untilStopped();
            });
        }

        private void dial(ServiceEnvironment environment, ActorContext<Command> context) {
            TlsTransport tls =
                    environment.secured(context).orElseThrow().expecting(new TlsExpectation.Named("server.test"));
            context.spawn(
                    Dialer.create(
                            tls,
                            environment.clock(),
                            to,
                            TestNodes.PATIENCE,
                            link -> Talker.create(link, bytes, outcome::add),
                            outcome::add),
                    "dialer",
                    environment.dispatcher());
        }
    }

    private static Behavior<Service.Command> untilStopped() {
        return Behaviors.receive(Service.Command.class)
                .onMessage(Service.Stop.class, stop -> Behaviors.stopped())
                .build();
    }

    private String[] tls(String own) throws IOException {
        Path identity = folder.resolve(own + ".pem");
        Path trust = folder.resolve("ca.pem");
        Files.writeString(identity, TestIdentities.pem(own));
        Files.writeString(trust, TestIdentities.pem("ca"));
        return new String[] {
            "understory.node.tls.certificate = \"" + identity + "\"", "understory.node.tls.trust = \"" + trust + "\""
        };
    }

    private static Endpoint listening(TestNodes.TestNode node) {
        NodeEvent.Service told = node.await(
                NodeEvent.Service.class,
                event -> event.event() instanceof ServiceEvent.Listener(Acceptor.Event.Listening at));
        assertThat(told.service()).isEqualTo("echo");
        return ((Acceptor.Event.Listening) ((ServiceEvent.Listener) told.event()).event()).local();
    }

    @Test
    void anEchoOverTlsRunsBesideThePeerToPeerProtocol() throws IOException {
        TestNodes.TestNode server = nodes.startWith(1, List.of(new EchoOverTls()), tls("server"));
        BlockingQueue<Object> outcome = new LinkedBlockingQueue<>();
        TestNodes.TestNode client =
                nodes.startWith(2, List.of(new Talk(listening(server), 1_000_000, outcome)), tls("client"));
        assertThat(TestNodes.poll(outcome)).isInstanceOfSatisfying(Talker.Report.class, report -> {
            assertThat(report.intact()).isTrue();
            assertThat(report.received()).isEqualTo(1_000_000);
            assertThat(report.peer().subject()).isEqualTo("CN=server.test");
        });
        TestNodes.await(client.node().dial(server.address(), false));
        TestNodes.await(server.node().whenPeers(1));
    }

    @Test
    void whoIsNotTrustedGetsNoLinkAndThePeersNeverNotice() throws IOException {
        TestNodes.TestNode server = nodes.startWith(1, List.of(new EchoOverTls()), tls("server"));
        BlockingQueue<Object> outcome = new LinkedBlockingQueue<>();
        TestNodes.TestNode client =
                nodes.startWith(2, List.of(new Talk(listening(server), 1, outcome)), tls("stranger"));
        NodeEvent.Service told =
                server.await(NodeEvent.Service.class, event -> event.event() instanceof ServiceEvent.Tls);
        assertThat(((ServiceEvent.Tls) told.event()).event()).isInstanceOf(TlsEvent.HandshakeFailed.class);
        // In TLS 1.3 a client is done before it is judged: its link opens, and ends before anything of the service's
        // comes.
        assertThat(TestNodes.poll(outcome))
                .isInstanceOfSatisfying(
                        Talker.Report.class,
                        report -> assertThat(report.received()).isZero());
        TestNodes.await(client.node().dial(server.address(), false));
        TestNodes.await(server.node().whenPeers(1));
        assertThat(TestNodes.await(server.node().health()).defects()).isZero();
    }

    @Test
    void filesOfTlsThatCannotBeUsedAreNamed() throws IOException {
        String[] missing = {"understory.node.tls.trust = \"" + folder.resolve("nowhere.pem") + "\""};
        assertThat(startOf(List.of(), missing))
                .isEqualTo(new StartOutcome.Failed(
                        StartOutcome.Cause.TLS, "TLS: " + folder.resolve("nowhere.pem") + ": there is no such file"));
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing");
        String[] useless = {"understory.node.tls.trust = \"" + empty + "\""};
        assertThat(startOf(List.of(), useless))
                .isEqualTo(new StartOutcome.Failed(
                        StartOutcome.Cause.TLS, "TLS: " + empty + ": there is no CERTIFICATE in this PEM text"));
    }

    @Test
    void twoServicesOfOneNameDoNotStart() {
        BlockingQueue<Object> outcome = new LinkedBlockingQueue<>();
        assertThat(startOf(List.of(new Talk(ANY_PORT, 1, outcome), new Talk(ANY_PORT, 1, outcome))))
                .isEqualTo(new StartOutcome.Failed(StartOutcome.Cause.SERVICES, "two of one node are called 'talk'"));
    }

    private static StartOutcome startOf(List<Service> services, String... settings) {
        return TestNodes.await(
                P2pNode.start(TestNodes.config(settings), TestNodes.key(3), List.of(), services, NodeEventSink.NONE));
    }

    @Test
    void aNodeWithoutFilesHasNoTls() {
        TestNodes.TestNode node = nodes.startWith(1, List.of(new EchoOverTls()));
        NodeEvent.ServiceEnded ended = node.await(NodeEvent.ServiceEnded.class, any -> true);
        assertThat(ended.service()).isEqualTo("echo");
        assertThat(node.node().stop(Duration.ofSeconds(1))).isNotNull();
    }
}
