package dev.understory.node.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.dissemination.ConsensusMode;
import dev.understory.dissemination.Verdict;
import dev.understory.identity.PeerAddress;
import dev.understory.mux.Topic;
import dev.understory.node.embed.TestNodes.TestNode;
import dev.understory.reputation.Offence;
import dev.understory.session.ConnectionEvent;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Gossip of nodes over TCP. */
final class GossipChannelTest {
    private final TestNodes nodes = new TestNodes();

    @AfterEach
    void stopNodes() {
        nodes.close();
    }

    private static Bytes bytes(int value) {
        return Bytes.wrap(new byte[] {(byte) value});
    }

    private static GossipChannel gossip(TestNode node, Function<Inbound, Verdict> judge) {
        GossipChannel channel = node.node().gossip(Topic.BLOCK, judge);
        TestNodes.await(channel.whenReady());
        return channel;
    }

    private static Function<Inbound, Verdict> noting(BlockingQueue<Inbound> heard) {
        return message -> {
            heard.add(message);
            return message.payload().at(0) < 0 ? Verdict.reject(Offence.INVALID_BLOCK) : Verdict.ACCEPT;
        };
    }

    private static void connect(TestNode one, TestNode other) {
        TestNodes.await(one.node().dial(PeerAddress.parse(other.address().toString()), false));
        other.await(
                ConnectionEvent.PeerAdmitted.class,
                admitted -> admitted.peer().id().equals(one.node().id()));
    }

    @Test
    void whatOnePublishesGoesFromNodeToNodeAndEachHearsItOnce() {
        BlockingQueue<Inbound> atTwo = new LinkedBlockingQueue<>();
        BlockingQueue<Inbound> atThree = new LinkedBlockingQueue<>();
        TestNode one = nodes.start(1);
        TestNode two = nodes.start(2);
        TestNode three = nodes.start(3);
        GossipChannel first = gossip(one, message -> Verdict.ACCEPT);
        gossip(two, noting(atTwo));
        gossip(three, noting(atThree));
        connect(one, two);
        connect(two, three);
        assertThat(first.publish(bytes(1))).isEqualTo(1);
        assertThat(first.publish(bytes(2))).isEqualTo(1);
        assertThat(TestNodes.poll(atTwo)).isEqualTo(new Inbound(one.node().id(), Topic.BLOCK, bytes(1)));
        assertThat(TestNodes.poll(atTwo).payload()).isEqualTo(bytes(2));
        assertThat(TestNodes.poll(atThree)).isEqualTo(new Inbound(two.node().id(), Topic.BLOCK, bytes(1)));
        assertThat(TestNodes.poll(atThree).payload()).isEqualTo(bytes(2));
        assertThat(atTwo).isEmpty();
    }

    @Test
    void anInvalidMessageStopsAtTheFirstHonestHopAndItsSenderPays() {
        BlockingQueue<Inbound> atTwo = new LinkedBlockingQueue<>();
        BlockingQueue<Inbound> atThree = new LinkedBlockingQueue<>();
        TestNode one = nodes.start(1);
        TestNode two = nodes.start(2);
        TestNode three = nodes.start(3);
        gossip(two, noting(atTwo));
        gossip(three, noting(atThree));
        connect(one, two);
        connect(two, three);
        one.node().broadcast(Topic.BLOCK, bytes(-1), List.of());
        one.node().broadcast(Topic.BLOCK, bytes(7), List.of());
        ConnectionEvent.PeerDebited debited = two.await(ConnectionEvent.PeerDebited.class, any -> true);
        assertThat(debited.peer()).isEqualTo(one.node().id());
        assertThat(debited.offence()).isEqualTo(Offence.INVALID_BLOCK);
        assertThat(TestNodes.poll(atThree).payload())
                .as("the invalid one would have come first")
                .isEqualTo(bytes(7));
    }

    @Test
    void aJudgeThatThrowsOrGivesNothingIsADefectAndTheNextMessageIsJudged() {
        BlockingQueue<Inbound> heard = new LinkedBlockingQueue<>();
        TestNode one = nodes.start(1);
        TestNode two = nodes.start(2);
        GossipChannel first = gossip(one, message -> Verdict.ACCEPT);
        gossip(two, message -> switch (message.payload().at(0)) {
            case 1 -> throw new IllegalStateException("on purpose");
            case 2 -> null;
            case 3 -> throw new AssertionError("on purpose");
            case 4 -> throw new NoClassDefFoundError("on purpose");
            case 5 -> throw new StackOverflowError("on purpose");
            default -> noting(heard).apply(message);
        });
        connect(one, two);
        for (int value = 1; value <= 6; value++) {
            first.publish(bytes(value));
        }
        assertThat(TestNodes.poll(heard).payload()).isEqualTo(bytes(6));
        for (String problem : List.of("IllegalState", "no verdict", "Assertion", "NoClassDef", "StackOverflow")) {
            two.await(
                    ConnectionEvent.Defect.class,
                    defect -> defect.where().equals("judge of BLOCK")
                            && defect.detail().contains(problem));
        }
    }

    @Test
    void whatEndsAChannelIsToldToThoseWhoWaitForIt() {
        TestNode node = nodes.start(1);
        GossipChannel before = gossip(node, message -> Verdict.ACCEPT);
        GossipChannel after = gossip(node, message -> Verdict.ACCEPT);
        TestNodes.await(before.whenEnded());
        assertThat(after.whenEnded().toCompletableFuture()).isNotDone();
        TestNodes.await(node.node().stop(Duration.ofSeconds(1)));
        TestNodes.await(after.whenEnded());
    }

    @Test
    void nobodyWaitsForEverForAChannelThatIsOvertakenAtOnceOrFails() {
        TestNode node = nodes.start(1);
        GossipChannel overtaken = node.node().gossip(Topic.BLOCK, message -> Verdict.ACCEPT);
        GossipChannel last = gossip(node, message -> Verdict.ACCEPT);
        TestNodes.await(overtaken.whenReady().handle((done, failure) -> Done.getInstance()));
        TestNodes.await(overtaken.whenEnded());
        last.ended(Done.getInstance(), new IllegalStateException("on purpose"));
        assertThat(last.whenEnded().toCompletableFuture()).isCompletedExceptionally();
        node.await(ConnectionEvent.Defect.class, defect -> defect.where().equals("gossip on BLOCK"));
    }

    @Test
    void aPeerIsChosenAmongThoseThatFitAndACommitteeHasAMode() {
        TestNode one = nodes.start(1, "understory.p2p.gossip-threshold = 2");
        TestNode two = nodes.start(2);
        connect(two, one);
        assertThat(one.node().anyPeer(peer -> true)).contains(two.node().id());
        assertThat(one.node().anyPeer(peer -> peer.mustConnect())).isEmpty();
        assertThat(one.node().consensusMode(List.of(one.node().id(), two.node().id())))
                .isEqualTo(ConsensusMode.GOSSIP);
        assertThat(two.node().consensusMode(List.of(one.node().id(), two.node().id())))
                .isEqualTo(ConsensusMode.DIRECT);
    }
}
