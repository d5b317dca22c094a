package dev.understory.node.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.DialOutcome;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.node.embed.TestNodes.TestNode;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.reputation.BanSubject;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.PeerInfo;
import dev.understory.session.SendOutcome;
import dev.understory.transport.Endpoint;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class P2pNodeTest {
    private final TestNodes nodes = new TestNodes();

    @AfterEach
    void stopNodes() {
        nodes.close();
    }

    @Test
    void messagesOfAllSizesArriveInOrderBothWays() {
        TestNode one = nodes.start(1);
        TestNode two = nodes.start(2);
        Random random = new Random(11);
        List<Bytes> messages = new ArrayList<>();
        for (int size : new int[] {0, 1, 1023, 1024, 1025, 16_384, 16_385, 999_950, 999_951, 5_000_000}) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            messages.add(Bytes.wrap(bytes));
        }
        CompletionStage<List<Inbound>> atTwo = first(messages.size(), two, Topic.BLOCK);
        CompletionStage<List<Inbound>> atOne = first(messages.size(), one, Topic.CONSENSUS);
        connect(one, two);
        send(one, two, Topic.BLOCK, messages);
        send(two, one, Topic.CONSENSUS, messages);
        assertThat(payloads(atTwo)).isEqualTo(messages);
        assertThat(payloads(atOne)).isEqualTo(messages);
    }

    @Test
    void theSinkWaitsForASlowSource() {
        TestNode one = nodes.start(1);
        TestNode two = nodes.start(
                2,
                "understory.p2p.connection.stall-timeout = 60 s",
                "understory.p2p.connection.window = 64 KiB",
                "understory.p2p.connection.queue-high-water = 64 KiB");
        int count = 2_000;
        BlockingQueue<Runnable> steps = new LinkedBlockingQueue<>();
        Pair<CompletionStage<Done>, CompletionStage<List<Integer>>> received = two.node()
                .source(Topic.TX)
                .take(count)
                .mapAsync(1, message -> {
                    var step = new CompletableFuture<Integer>();
                    steps.add(() -> step.complete(message.payload().size()));
                    return step;
                })
                .toMat(Sink.seq(), Keep.both())
                .run(two.node().system());
        TestNodes.await(received.first());
        connect(one, two);
        CompletionStage<SinkResult> sent = Source.range(1, count)
                .map(i -> (Outbound) new Outbound.To(two.node().id(), Bytes.wrap(new byte[20_000 + i])))
                .runWith(one.node().sink(Topic.TX), one.node().system());
        Runnable first = TestNodes.poll(steps);
        // 40 MB do not fit into queues, windows and socket buffers: nothing is accepted in full while nobody reads.
        one.await(ConnectionEvent.RoundTrip.class, trip -> true);
        assertThat(sent.toCompletableFuture()).isNotDone();
        first.run();
        for (int i = 1; i < count; i++) {
            TestNodes.poll(steps).run();
        }
        assertThat(TestNodes.await(received.second()))
                .isEqualTo(IntStream.rangeClosed(1, count)
                        .mapToObj(i -> 20_000 + i)
                        .toList());
        assertThat(TestNodes.await(sent)).isEqualTo(new SinkResult(count, 0));
    }

    @Test
    void aSinkKeepsTheOrderThroughQueuesThatAreAlwaysFull() {
        TestNode one = nodes.start(
                1, "understory.p2p.topics.TX.queue-messages = 4", "understory.p2p.connection.mailbox-size = 16 KiB");
        TestNode two = nodes.start(2);
        int count = 5_000;
        CompletionStage<List<Inbound>> received = first(count, two, Topic.TX);
        connect(one, two);
        List<Bytes> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(Bytes.wrap(new byte[] {(byte) i, (byte) (i >>> 8)}));
        }
        send(one, two, Topic.TX, messages);
        assertThat(payloads(received)).isEqualTo(messages);
    }

    @Test
    void aSinkSaysWhatItCouldNotSend() {
        TestNode one = nodes.start(1);
        TestNode two = nodes.start(2);
        connect(one, two);
        PublicKey nobody = TestNodes.key(9).publicKey();
        List<Outbound> messages = List.of(
                new Outbound.To(two.node().id(), Bytes.wrap(new byte[5 << 20])),
                new Outbound.To(two.node().id(), Bytes.wrap(new byte[10])),
                new Outbound.To(nobody, Bytes.wrap(new byte[10])),
                new Outbound.ToAll(Bytes.wrap(new byte[10])));
        assertThat(TestNodes.await(Source.from(messages)
                        .runWith(
                                one.node().sink(Topic.PEERS_REQUEST), one.node().system())))
                .isEqualTo(new SinkResult(2, 2));
    }

    @Test
    void aSecondSourceOfATopicTakesItOver() {
        TestNode one = nodes.start(1);
        TestNode two = nodes.start(2);
        CompletionStage<List<Inbound>> before = first(2, two, Topic.TX);
        CompletionStage<List<Inbound>> after = first(1, two, Topic.TX);
        assertThat(TestNodes.await(before)).isEmpty();
        connect(one, two);
        send(one, two, Topic.TX, List.of(bytes(1)));
        assertThat(payloads(after)).containsExactly(bytes(1));
    }

    @Test
    void aBroadcastReachesAllButTheExcepted() {
        TestNode one = nodes.start(1);
        TestNode two = nodes.start(2);
        TestNode three = nodes.start(3);
        CompletionStage<List<Inbound>> atThree = first(1, three, Topic.TX);
        connect(one, two);
        connect(one, three);
        assertThat(one.node().broadcast(Topic.TX, bytes(7), List.of(two.node().id())))
                .isEqualTo(1);
        assertThat(TestNodes.await(atThree))
                .containsExactly(new Inbound(one.node().id(), Topic.TX, bytes(7)));
        assertThat(TestNodes.await(one.node().peers()))
                .extracting(PeerInfo::id)
                .containsExactly(two.node().id(), three.node().id());
    }

    @Test
    void aLostPeerIsNoticedAndComesBackWhenItRunsAgain() {
        TestNode one = nodes.start(1);
        Endpoint where = one.node().listening().orElseThrow();
        TestNode two = nodes.start(2, "understory.p2p.dial-peers = [\"" + one.address() + "\"]");
        two.await(ConnectionEvent.PeerAdmitted.class, admitted -> true);
        TestNodes.stop(one.node());
        two.await(ConnectionEvent.PeerClosed.class, closed -> true);
        assertThat(TestNodes.await(two.node().sendTo(one.node().id(), Topic.TX, bytes(1))))
                .isEqualTo(SendOutcome.NO_SUCH_PEER);
        two.await(ConnectionEvent.DialFailed.class, failed -> true);
        CompletionStage<List<Inbound>> atTwo = first(1, two, Topic.TX);
        TestNode again = nodes.start(1, "understory.p2p.listen-address = \"" + where + "\"");
        again.await(ConnectionEvent.PeerAdmitted.class, admitted -> true);
        send(again, two, Topic.TX, List.of(bytes(3)));
        assertThat(payloads(atTwo)).containsExactly(bytes(3));
    }

    @Test
    void sendingToAPeerWorksAsSoonAsItsAdmissionIsReported() {
        TestNode one = nodes.start(1, "understory.p2p { max-per-address = 100, max-per-subnet = 100 }");
        BlockingQueue<SendOutcome> outcomes = new LinkedBlockingQueue<>();
        one.node()
                .events()
                .runForeach(
                        event -> {
                            if (event instanceof NodeEvent.Connection(ConnectionEvent.PeerAdmitted admitted)) {
                                one.node()
                                        .sendTo(admitted.peer().id(), Topic.TX, bytes(1))
                                        .thenAccept(outcomes::add);
                            }
                        },
                        one.node().system());
        for (int i = 2; i < 12; i++) {
            connect(nodes.start(i), one);
            assertThat(TestNodes.poll(outcomes)).isEqualTo(SendOutcome.ACCEPTED);
        }
    }

    @Test
    void aPortInUseIsAFailureInOneLineAndLeavesNothingBehind() {
        Endpoint taken = nodes.start(1).node().listening().orElseThrow();
        StartOutcome outcome = TestNodes.await(P2pNode.start(
                TestNodes.config(
                        "understory.p2p.listen-address = \"" + taken + "\"", "understory.node.event-loops = 1"),
                TestNodes.key(2),
                null,
                NodeEventSink.NONE));
        assertThat(outcome)
                .isEqualTo(new StartOutcome.Failed(
                        StartOutcome.Cause.LISTEN, "cannot listen on " + taken + ": the port is in use"));
    }

    @Test
    void aDialToNobodyAndToTheWrongPeerSaysWhy() {
        TestNode one = nodes.start(1);
        TestNode two = nodes.start(2);
        Endpoint where = two.node().listening().orElseThrow();
        DialOutcome wrong = TestNodes.await(
                one.node().dial(new PeerAddress(TestNodes.key(3).publicKey(), where.host(), where.port()), false));
        assertThat(wrong)
                .isInstanceOfSatisfying(
                        DialOutcome.Failed.class,
                        failed -> assertThat(failed.cause()).isEqualTo(DialOutcome.Cause.HANDSHAKE));
        TestNodes.stop(two.node());
        DialOutcome nobody = TestNodes.await(one.node().dial(new PeerAddress(null, where.host(), where.port()), false));
        assertThat(nobody).isInstanceOfSatisfying(DialOutcome.Failed.class, failed -> {
            assertThat(failed.cause()).isEqualTo(DialOutcome.Cause.UNREACHABLE);
            assertThat(failed.detail()).isEqualTo("REFUSED: nobody listens at " + where);
        });
    }

    @Test
    void aBannedPeerIsClosedAndRefused() {
        TestNode one = nodes.start(1);
        TestNode two = nodes.start(2);
        connect(two, one);
        one.node().ban(new BanSubject.Identity(two.node().id()), null);
        two.await(ConnectionEvent.PeerClosed.class, closed -> true);
        two.node().dial(one.address(), false);
        one.await(
                ConnectionEvent.PeerRefused.class,
                refused -> refused.peer().equals(two.node().id()));
        // Whether it had admitted us by then is for the two verifications to race for.
        two.await(
                ConnectionEvent.class,
                end -> end instanceof ConnectionEvent.PeerClosed || end instanceof ConnectionEvent.HandshakeFailed);
        one.node().unban(new BanSubject.Identity(two.node().id()));
        TestNodes.await(one.node().peers()); // Answered after the unban, which is then in force.
        connect(two, one);
    }

    @Test
    void stoppingWritesWhatIsQueuedAndCompletesTheStreams() {
        TestNode one = nodes.start(1);
        TestNode two = nodes.start(2);
        CompletionStage<List<Inbound>> received = first(10, two, Topic.BLOCK);
        connect(one, two);
        CompletionStage<Done> ended =
                one.node().source(Topic.TX).runWith(Sink.ignore(), one.node().system());
        for (int i = 0; i < 10; i++) {
            assertThat(TestNodes.await(one.node().sendTo(two.node().id(), Topic.BLOCK, Bytes.wrap(new byte[600_000]))))
                    .isEqualTo(SendOutcome.ACCEPTED);
        }
        TestNodes.await(one.node().stop(TestNodes.PATIENCE));
        assertThat(TestNodes.await(received)).hasSize(10);
        TestNodes.await(ended);
    }

    /** The first messages of a topic; what comes after this call is among them, of peers that connect after it. */
    private static CompletionStage<List<Inbound>> first(int count, TestNode at, Topic topic) {
        Pair<CompletionStage<Done>, CompletionStage<List<Inbound>>> stream = at.node()
                .source(topic)
                .take(count)
                .toMat(Sink.seq(), Keep.both())
                .run(at.node().system());
        TestNodes.await(stream.first());
        return stream.second();
    }

    private static void send(TestNode from, TestNode to, Topic topic, List<Bytes> messages) {
        SinkResult sent = TestNodes.await(Source.from(messages)
                .map(message -> (Outbound) new Outbound.To(to.node().id(), message))
                .toMat(from.node().sink(topic), Keep.right())
                .run(from.node().system()));
        assertThat(sent).isEqualTo(new SinkResult(messages.size(), 0));
    }

    private static List<Bytes> payloads(CompletionStage<List<Inbound>> received) {
        return TestNodes.await(received).stream().map(Inbound::payload).toList();
    }

    private static void connect(TestNode from, TestNode to) {
        assertThat(TestNodes.await(from.node().dial(to.address(), false)))
                .isEqualTo(new DialOutcome.Connected(to.node().id()));
        to.await(
                ConnectionEvent.PeerAdmitted.class,
                admitted -> admitted.peer().id().equals(from.node().id()));
    }

    private static Bytes bytes(int value) {
        return Bytes.wrap(new byte[] {(byte) value});
    }
}
