package dev.understory.node.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.admission.DialOutcome;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.node.World;
import dev.understory.node.embed.TestNodes.TestNode;
import dev.understory.peer.NodeCommand;
import dev.understory.session.SendOutcome;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever a node promises comes, or fails and says why; and what nobody waits for any longer is forgotten. */
final class WaitingTest {
    private static final PublicKey SOMEBODY = TestNodes.key(77).publicKey();

    private final TestNodes nodes = new TestNodes();

    @AfterEach
    void stopNodes() {
        nodes.close();
    }

    @Test
    void aWaitThatIsCancelledOrTimesOutIsForgotten() {
        PeerDirectory directory = new PeerDirectory();
        CompletionStage<Done> kept = directory.whenPeers(1);
        for (int i = 0; i < 1_000; i++) {
            directory.whenPeers(1).toCompletableFuture().cancel(false);
            // What orTimeout and completeOnTimeout do when the time is over, without their thread.
            directory.whenPeer(SOMEBODY).toCompletableFuture().completeExceptionally(new TimeoutException());
            directory.whenPeer(SOMEBODY).toCompletableFuture().complete(Done.getInstance());
        }
        assertThat(directory.waiting()).isEqualTo(1);
        assertThat(kept.toCompletableFuture()).isNotDone();
    }

    @Test
    void noMoreWaitThanTheLimitAndTheNextIsRefused() {
        PeerDirectory directory = new PeerDirectory();
        List<CompletableFuture<Done>> waits = new ArrayList<>();
        for (int i = 0; i < Waits.MOST; i++) {
            waits.add(directory.whenPeers(1).toCompletableFuture());
        }
        CompletionStage<Done> oneTooMany = directory.whenPeers(1);
        assertThat(directory.waiting()).isEqualTo(Waits.MOST);
        assertThatThrownBy(() -> TestNodes.await(oneTooMany)).hasMessageContaining("wait already");
        assertThat(waits).noneMatch(CompletableFuture::isDone);
        waits.get(0).cancel(false);
        assertThat(directory.whenPeers(1).toCompletableFuture()).isNotDone();
    }

    @Test
    void waitingForPeersEndsWhenTheNodeIsToldToStop() {
        TestNode one = nodes.start(1);
        CompletionStage<Done> wait = one.node().whenPeers(1);
        TestNodes.stop(one.node());
        assertEnded(wait);
        assertEnded(one.node().whenPeers(1));
        assertThat(TestNodes.await(one.node().whenPeers(0))).isEqualTo(Done.getInstance());
    }

    @Test
    void everyQuestionToANodeThatHasStoppedIsAnswered() {
        TestNode one = nodes.start(1);
        TestNode two = nodes.start(2);
        P2pNode node = one.node();
        TestNodes.stop(node);
        assertEnded(node.peers());
        assertEnded(node.dial(two.address(), false));
        assertThat(TestNodes.await(node.sendTo(SOMEBODY, Topic.TX, Bytes.EMPTY)))
                .isEqualTo(SendOutcome.NO_SUCH_PEER);
        assertThat(node.broadcast(Topic.TX, Bytes.EMPTY, List.of())).isZero();
        TestNodes.await(node.events().runWith(Sink.ignore(), two.node().system()));
        TestNodes.await(node.source(Topic.TX).runWith(Sink.ignore(), two.node().system()));
        assertThat(TestNodes.await(Source.<Outbound>maybe()
                        .toMat(node.sink(Topic.TX), Keep.right())
                        .run(two.node().system())))
                .isEqualTo(new SinkResult(0, 0));
        assertThat(TestNodes.await(node.stop(Duration.ZERO))).isEqualTo(Done.getInstance());
        assertThat(TestNodes.await(node.whenStopped())).isEqualTo(Done.getInstance());
    }

    @Test
    void stoppingTwiceAtOnceIsStoppingOnce() {
        P2pNode node = nodes.start(1).node();
        CompletionStage<Done> first = node.stop(Duration.ofSeconds(1));
        CompletionStage<Done> second = node.stop(Duration.ofSeconds(1));
        second.toCompletableFuture().cancel(false);
        assertThat(TestNodes.await(first)).isEqualTo(Done.getInstance());
    }

    @Test
    void aNodeWhoseActorSystemEndsByItselfEndsItsStreamsAndWaitsToo() {
        TestNode one = nodes.start(1);
        TestNode two = nodes.start(2);
        P2pNode node = one.node();
        CompletionStage<Done> wait = node.whenPeers(1);
        CompletionStage<Done> events =
                node.events().runWith(Sink.ignore(), two.node().system());
        CompletionStage<SinkResult> sent = Source.<Outbound>maybe()
                .toMat(node.sink(Topic.TX), Keep.right())
                .run(two.node().system());
        node.system().terminate();
        assertThat(TestNodes.await(node.whenStopped())).isEqualTo(Done.getInstance());
        assertEnded(wait);
        TestNodes.await(events);
        TestNodes.await(sent);
    }

    @Test
    void aDialThatIsUnderWayWhenTheNodeStopsHasAnOutcome() {
        P2pNode node = nodes.start(1, "understory.p2p.dial.timeout = 60 s").node();
        // Answers nothing: packets to that network go nowhere.
        CompletionStage<DialOutcome> dial = node.dial(PeerAddress.parse("192.0.2.1:9"), false);
        TestNodes.stop(node);
        TestNodes.await(dial.handle((outcome, failure) -> Done.getInstance()));
    }

    @Test
    void messagesThatAConnectionHadNotAnsweredForAreClosedWithTheDirectory() {
        try (World world = new World()) {
            dev.understory.node.TestNode alice = new dev.understory.node.TestNode(world, "10.0.0.1", 1).start();
            dev.understory.node.TestNode bob = new dev.understory.node.TestNode(world, "10.0.1.1", 2).start();
            PeerDirectory directory = new PeerDirectory();
            alice.actor.tell(new NodeCommand.Subscribe(List.of(), world.spawn(directory.behavior())));
            alice.dial(bob);
            world.run(Duration.ofSeconds(1));
            // In that world nothing happens before time passes.
            CompletionStage<SendOutcome> open = directory.send(bob.id(), Topic.TX, Bytes.EMPTY);
            assertThat(open.toCompletableFuture()).isNotDone();
            directory.close();
            assertThat(TestNodes.await(open)).isEqualTo(SendOutcome.CLOSED);
            assertThat(TestNodes.await(directory.send(bob.id(), Topic.TX, Bytes.EMPTY)))
                    .isEqualTo(SendOutcome.NO_SUCH_PEER);
        }
    }

    private static void assertEnded(CompletionStage<?> wait) {
        assertThatThrownBy(() -> TestNodes.await(wait))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(NodeStoppedException.class);
    }
}
