package dev.understory.node.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.understory.application.Application;
import dev.understory.mux.Topic;
import dev.understory.node.InjectedDefect;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.embed.TestNodes.TestNode;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.SendOutcome;
import dev.understory.transport.tcp.DescriptorLimit;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an embedder's own code throws is the embedder's, and costs no connection. */
final class EmbeddersDefectsTest {
    private final TestNodes nodes = new TestNodes();

    @AfterEach
    void stopNodes() {
        nodes.close();
    }

    /** Fails on everything that it hears. */
    private static final NodeEventSink FAILING = new NodeEventSink() {
        @Override
        public void emit(NodeEvent event) {
            throw new InjectedDefect();
        }

        @Override
        public void delivered(Topic topic, int count, long bytes) {
            throw new StackOverflowError("for a test");
        }

        @Override
        public void sent(Topic topic, int bytes) {
            throw new NoClassDefFoundError("for a test");
        }

        @Override
        public void queued(long change) {
            throw new AssertionError("for a test");
        }
    };

    @Test
    void aListenerThatFailsOnEverythingDisturbsNeitherTheNodeNorOtherListeners() {
        StartOutcome started = TestNodes.await(P2pNode.start(TestNodes.config(), TestNodes.key(1), null, FAILING));
        P2pNode node = ((StartOutcome.Started) started).node();
        try {
            TestNode other = nodes.start(2);
            BlockingQueue<Inbound> received = new LinkedBlockingQueue<>();
            TestNodes.await(node.source(Topic.TX)
                    .to(org.apache.pekko.stream.javadsl.Sink.foreach(received::add))
                    .run(node.system()));
            TestNodes.await(node.dial(other.address(), false));
            other.await(ConnectionEvent.PeerAdmitted.class, admitted -> true);
            assertThat(TestNodes.await(node.sendTo(other.node().id(), Topic.TX, Bytes.wrap(new byte[3]))))
                    .isEqualTo(SendOutcome.ACCEPTED);
            assertThat(TestNodes.await(other.node().sendTo(node.id(), Topic.TX, Bytes.wrap(new byte[4]))))
                    .isEqualTo(SendOutcome.ACCEPTED);
            assertThat(TestNodes.poll(received).payload().size()).isEqualTo(4);
            assertThat(TestNodes.await(node.peers())).hasSize(1);
            Health health = TestNodes.await(node.health());
            assertThat(health.defects()).isPositive();
            assertThat(health.broken()).isEmpty();
            assertThat(health.isSound()).isFalse();
            assertThat(TestNodes.await(other.node().health()).isSound()).isTrue();
        } finally {
            TestNodes.stop(node);
        }
    }

    @Test
    void anApplicationThatCannotBeLinkedEndsAloneAndTheNodeServesOn() {
        Application broken = node -> Behaviors.receiveMessage(event -> {
            throw new NoClassDefFoundError("for a test");
        });
        TestNode one = nodes.start(TestNodes.key(1), broken);
        TestNode two = nodes.start(2);
        TestNodes.await(one.node().dial(two.address(), false));
        one.await(NodeEvent.ApplicationEnded.class, ended -> true);
        assertThat(TestNodes.await(one.node().peers())).hasSize(1);
        TestNodes.await(two.node().whenPeers(1));
    }

    @Test
    void anApplicationThatCannotEvenBeMadeEndsAlone() {
        Application broken = node -> {
            throw new NoClassDefFoundError("for a test");
        };
        TestNode one = nodes.start(TestNodes.key(1), broken);
        one.await(NodeEvent.ApplicationEnded.class, ended -> true);
        assertThat(TestNodes.await(one.node().peers())).isEmpty();
    }

    /** What no code of ours catches. */
    private static final class Fatal extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static Set<Thread> loops() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("understory-loop"))
                .collect(Collectors.toSet());
    }

    @Test
    void aStartThatAListenerBreaksOffLeavesNothingOpen() throws InterruptedException {
        NodeConfig config = TestNodes.config(
                "understory.node.event-loops = 16",
                "understory.p2p.max-inbound = 1000000",
                "understory.p2p.max-handshakes = 1000000");
        Set<Thread> others = loops();
        DescriptorLimit before = DescriptorLimit.ofProcess();
        assumeTrue(before.warning(1_000_000, 1_000_000) != null, "the listener hears of few descriptors");
        NodeEventSink fatal = event -> {
            throw new Fatal();
        };
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> P2pNode.start(config, TestNodes.key(1), null, fatal))
                    .isInstanceOf(Fatal.class);
        }
        // Each loop has a descriptor at least, which it closes when its thread comes to its end.
        for (Thread loop : loops()) {
            if (!others.contains(loop)) {
                assertThat(loop.join(Duration.ofSeconds(10))).as(loop.getName()).isTrue();
            }
        }
        assertThat(DescriptorLimit.ofProcess().open()).isLessThan(before.open() + 16 * 10);
    }
}
