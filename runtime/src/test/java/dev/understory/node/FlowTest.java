package dev.understory.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.application.ApplicationEvent;
import dev.understory.connection.Delivery;
import dev.understory.dissemination.FetchMessage;
import dev.understory.mux.Topic;
import dev.understory.peer.NodeCommand;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvent.DropReason;
import dev.understory.session.ConnectionEvent.IgnoredInput;
import dev.understory.session.ConnectionEvent.StreamChanged;
import dev.understory.session.SendOutcome;
import dev.understory.session.StreamFlow;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlowTest {
    private final World world = new World();
    private final TestNode alice = new TestNode(world, "10.0.0.1", 1).start();
    private final TestNode bob = new TestNode(world, "10.0.1.1", 2).start();

    @BeforeEach
    void connect() {
        alice.dial(bob);
        world.run(Duration.ofSeconds(1));
        assertThat(alice.isConnectedTo(bob)).isTrue();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private World.Probe<Delivery> consumer(TestNode node, Topic... topics) {
        World.Probe<Delivery> probe = world.probe();
        node.actor.tell(new NodeCommand.Subscribe(List.of(topics), probe.ref()));
        world.run(Duration.ZERO);
        return probe;
    }

    private static List<Delivery.Batch> batches(World.Probe<Delivery> probe) {
        return probe.heard().stream()
                .filter(Delivery.Batch.class::isInstance)
                .map(Delivery.Batch.class::cast)
                .toList();
    }

    private static long messages(List<Delivery.Batch> batches) {
        return batches.stream().mapToLong(batch -> batch.messages().size()).sum();
    }

    /** attacks.md, M16 and U5: five minutes, and everything but the one topic goes on. */
    @Test
    void aFrozenConsumerCostsOnlyItsTopicEvenForFiveMinutes() {
        World.Probe<Delivery> frozen = consumer(bob, Topic.TX);
        byte[] block = new byte[64 * 1024];
        for (int second = 0; second < 300; second++) {
            for (int i = 0; i < 4; i++) {
                alice.node.send(bob.id(), Topic.TX, Bytes.wrap(block));
            }
            alice.send(bob, Topic.CONSENSUS, "vote " + second);
            world.run(Duration.ofSeconds(1));
        }
        world.run(Duration.ofSeconds(1));
        assertThat(bob.texts(Topic.CONSENSUS)).hasSize(300);
        assertThat(alice.isConnectedTo(bob)).isTrue();
        assertThat(alice.heard(ApplicationEvent.PeerLost.class)).isEmpty();
        assertThat(bob.counters.closed(CloseReason.LIVENESS_TIMEOUT)).isZero();
        assertThat(alice.events(ConnectionEvent.RoundTrip.class).size()).isGreaterThan(250);

        long delivered = messages(batches(frozen));
        long dropped = bob.counters.dropped(DropReason.CONSUMER_STALLED);
        assertThat(delivered).as("a window of messages").isBetween(16L, 32L);
        assertThat(dropped).as("everything is delivered, queued or counted").isBetween(1200 - delivered - 48, 1200L);
        assertThat(bob.events(StreamChanged.class))
                .containsExactly(new StreamChanged(alice.id(), Topic.TX, StreamFlow.OVERFLOWING));

        // It thaws: what was queued comes, and then everything.
        int seen = 0;
        while (seen < batches(frozen).size()) {
            batches(frozen).get(seen++).release();
            world.run(Duration.ofMillis(1));
        }
        long before = messages(batches(frozen));
        assertThat(before).isGreaterThan(delivered);
        alice.send(bob, Topic.TX, "after the thaw");
        world.run(Duration.ofSeconds(1));
        assertThat(messages(batches(frozen))).isEqualTo(before + 1);
        assertThat(bob.counters.dropped(DropReason.CONSUMER_STALLED)).isEqualTo(dropped);
    }

    /** A consumer that is slow but alive gets everything: the peer's writes back up instead. */
    @Test
    void aSlowConsumerSlowsThePeerAndLosesNothing() {
        World.Probe<Delivery> slow = consumer(bob, Topic.BLOCK);
        int sent = 0;
        int released = 0;
        List<Long> outcomes = new ArrayList<>();
        for (int step = 0; step < 2_000; step++) {
            if (sent < 400) {
                Bytes payload = Bytes.wrap(new byte[64 * 1024]);
                alice.node.send(bob.id(), Topic.BLOCK, payload, sent++);
            }
            List<Delivery.Batch> batches = batches(slow);
            if (released < batches.size()) {
                batches.get(released++).release();
            }
            world.run(Duration.ofMillis(20));
        }
        for (ApplicationEvent.SendCompleted done : alice.heard(ApplicationEvent.SendCompleted.class)) {
            if (done.outcome() == SendOutcome.ACCEPTED) {
                outcomes.add(done.token());
            }
        }
        assertThat(outcomes.size()).isGreaterThan(300);
        assertThat(messages(batches(slow))).isEqualTo(outcomes.size());
        assertThat(bob.counters.dropped(DropReason.CONSUMER_STALLED)).isZero();
        assertThat(alice.isConnectedTo(bob)).isTrue();
    }

    /** Each message takes more credit than there is, and the debt is paid off when its credit comes back. */
    @Test
    void messagesLargerThanTheWindowNeverUseItUp() {
        World.Probe<Delivery> consumer = consumer(bob, Topic.BLOCK);
        for (int i = 0; i < 20; i++) {
            alice.node.send(bob.id(), Topic.BLOCK, Bytes.wrap(new byte[3 << 19]));
            world.run(Duration.ofSeconds(1));
            assertThat(batches(consumer)).hasSize(i + 1);
            batches(consumer).get(i).release();
        }
        assertThat(bob.counters.dropped(DropReason.CONSUMER_STALLED)).isZero();
    }

    /** Credit comes at any time, also while messages are on their way to a stream that has just lent it. */
    @Test
    void aConsumerThatPaysAtAnyTimeGetsEverythingInOrder() {
        Random random = new Random(43);
        List<Integer> numbers = new ArrayList<>();
        ArrayDeque<Delivery.Batch> unpaid = new ArrayDeque<>();
        ActorRef<Delivery> consumer = world.spawn(Behaviors.receiveMessage(delivery -> {
            if (delivery instanceof Delivery.Batch batch) {
                batch.messages().forEach(message -> numbers.add(Integer.parseInt(text(message))));
                unpaid.add(batch);
                for (int pays = random.nextInt(4); pays > 0 && !unpaid.isEmpty(); pays--) {
                    unpaid.remove().release();
                }
            }
            return Behaviors.same();
        }));
        bob.actor.tell(new NodeCommand.Subscribe(List.of(Topic.BLOCK), consumer));
        world.run(Duration.ZERO);
        int sent = 0;
        while (sent < 3_000) {
            for (int burst = random.nextInt(40); burst > 0; burst--) {
                byte[] block = Arrays.copyOf(String.valueOf(sent++).getBytes(UTF_8), 1 + random.nextInt(200_000) + 9);
                alice.node.send(bob.id(), Topic.BLOCK, Bytes.wrap(block));
            }
            for (int step = 0; step < 200; step++) {
                world.run(Duration.ofMillis(1));
                if (random.nextInt(8) == 0 && !unpaid.isEmpty()) {
                    unpaid.remove().release();
                }
            }
        }
        while (!unpaid.isEmpty()) {
            unpaid.remove().release();
            world.run(Duration.ofMillis(1));
        }
        assertThat(numbers).hasSize(sent).isSorted();
    }

    /** Bob's stream lends its credit while messages that came first are on their way to it. */
    private MemoryLink lendingMeetsMessages(World.Probe<Delivery> consumer) {
        MemoryLink link = world.network.links.stream()
                .filter(end -> end.local().host().equals(bob.host))
                .findFirst()
                .orElseThrow();
        alice.node.send(bob.id(), Topic.BLOCK, Bytes.wrap(new byte[3 << 19]));
        world.run(Duration.ofSeconds(1));
        link.suspendReading();
        alice.send(bob, Topic.BLOCK, "first");
        world.run(Duration.ofMillis(100));
        batches(consumer).get(0).release();
        return link;
    }

    @Test
    void noMessageOvertakesThoseThatWereOnTheirWayToTheStream() {
        World.Probe<Delivery> consumer = consumer(bob, Topic.BLOCK);
        lendingMeetsMessages(consumer).resumeReading();
        world.run(Duration.ofMillis(100));
        alice.send(bob, Topic.BLOCK, "second");
        world.run(Duration.ofMillis(100));
        assertThat(batches(consumer).stream().skip(1).flatMap(batch -> batch.messages().stream()))
                .extracting(FlowTest::text)
                .containsExactly("first", "second");
    }

    @Test
    void creditThatMeetsTheEndServesWhatIsStillQueued() {
        World.Probe<Delivery> consumer = consumer(bob, Topic.BLOCK);
        MemoryLink link = lendingMeetsMessages(consumer);
        link.endAfterData();
        link.resumeReading();
        world.run(Duration.ofSeconds(1));
        assertThat(batches(consumer).stream().skip(1).flatMap(batch -> batch.messages().stream()))
                .extracting(FlowTest::text)
                .containsExactly("first");
        assertThat(bob.isConnectedTo(alice)).isFalse();
        assertThat(bob.counters.dropped(DropReason.CONNECTION_ENDED)).isZero();
    }

    private static String text(Bytes message) {
        return new String(message.array(), message.offset(), message.size(), UTF_8).trim();
    }

    @Test
    void everySendWithATokenIsAnsweredExactlyOnce() {
        alice.node.send(bob.id(), Topic.TX, Bytes.wrap(new byte[100]), 1);
        alice.node.send(bob.id(), Topic.PEERS_REQUEST, Bytes.wrap(new byte[5 << 20]), 2);
        alice.node.send(new TestNode(world, "10.0.9.1", 9).id(), Topic.TX, Bytes.wrap(new byte[100]), 3);
        world.run(Duration.ofSeconds(1));
        assertThat(alice.heard(ApplicationEvent.SendCompleted.class))
                .extracting(ApplicationEvent.SendCompleted::token, ApplicationEvent.SendCompleted::outcome)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(1L, SendOutcome.ACCEPTED),
                        org.assertj.core.groups.Tuple.tuple(2L, SendOutcome.TOO_LARGE),
                        org.assertj.core.groups.Tuple.tuple(3L, SendOutcome.NO_SUCH_PEER));
    }

    /** attacks.md, L1: a peer that stops reading costs bounded memory, then its connection. */
    @Test
    void aPeerThatStopsReadingFillsBoundedQueuesAndIsClosed() {
        TestNode other = new TestNode(world, "10.0.2.1", 3).start();
        alice.dial(other);
        world.run(Duration.ofSeconds(1));
        List<MemoryLink> ends = new ArrayList<>(world.network.links);
        ends.stream().filter(link -> link.local().host().equals(bob.host)).forEach(MemoryLink::freeze);
        world.network.swallows = (from, to) -> from.equals(bob.host);
        int token = 0;
        for (int i = 0; i < 100; i++) {
            for (int k = 0; k < 60; k++) {
                alice.node.send(bob.id(), Topic.TX, Bytes.wrap(new byte[64 * 1024]), token++);
            }
            alice.send(other, Topic.TX, "tick " + i);
            world.run(Duration.ofMillis(200));
        }
        assertThat(alice.heard(ApplicationEvent.SendCompleted.class)).hasSize(token);
        assertThat(alice.heard(ApplicationEvent.SendCompleted.class))
                .extracting(ApplicationEvent.SendCompleted::outcome)
                .contains(SendOutcome.ACCEPTED, SendOutcome.QUEUE_FULL);
        assertThat(alice.isConnectedTo(bob)).isFalse();
        assertThat(alice.heard(ApplicationEvent.PeerLost.class).get(0).reason())
                .isEqualTo(CloseReason.LIVENESS_TIMEOUT);
        assertThat(other.texts(Topic.TX)).hasSize(100);
    }

    /** attacks.md, L9 and U30: reading never waits for writing. */
    @Test
    void bothSidesCanSaturateTheLinkAtOnce() {
        for (int i = 0; i < 100; i++) {
            alice.node.send(bob.id(), Topic.BLOCK, Bytes.wrap(new byte[64 * 1024]), i);
            bob.node.send(alice.id(), Topic.BLOCK, Bytes.wrap(new byte[64 * 1024]), i);
        }
        world.run(Duration.ofSeconds(10));
        for (TestNode one : List.of(alice, bob)) {
            assertThat(one.heard(ApplicationEvent.Delivered.class)).hasSize(100);
            assertThat(one.heard(ApplicationEvent.SendCompleted.class))
                    .allMatch(done -> done.outcome() == SendOutcome.ACCEPTED);
        }
    }

    @Test
    void sendsThatNoConnectionTookUpEndAsClosed() {
        MemoryLink link = world.network.links.stream()
                .filter(end -> end.local().host().equals(alice.host))
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < 5; i++) {
            alice.node.send(bob.id(), Topic.TX, Bytes.wrap(new byte[10]), i);
        }
        link.defectOnWrite = new InjectedDefect();
        world.run(Duration.ofSeconds(1));
        for (int i = 5; i < 10; i++) {
            alice.node.send(bob.id(), Topic.TX, Bytes.wrap(new byte[10]), i);
        }
        world.run(Duration.ofSeconds(1));
        assertThat(alice.heard(ApplicationEvent.SendCompleted.class).stream()
                        .map(ApplicationEvent.SendCompleted::token)
                        .toList())
                .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(alice.heard(ApplicationEvent.PeerLost.class).get(0).reason()).isEqualTo(CloseReason.INTERNAL);
    }

    @Test
    void messagesOfATopicThatNobodyConsumesAreCounted() {
        World.Probe<Delivery> consumer = consumer(bob, Topic.TX);
        assertThat(consumer.heard()).singleElement().isInstanceOf(Delivery.Admitted.class);
        bob.actor.tell(new NodeCommand.Subscribe(List.of(), consumer.ref()));
        alice.send(bob, Topic.TX, "to the newcomer");
        world.run(Duration.ofSeconds(1));
        assertThat(messages(batches(consumer))).isEqualTo(1);
        world.stop(consumer.ref());
        world.run(Duration.ofSeconds(1));
        alice.send(bob, Topic.TX, "to nobody");
        world.run(Duration.ofSeconds(1));
        assertThat(bob.counters.dropped(DropReason.NO_CONSUMER)).isEqualTo(1);
        assertThat(bob.counters.ignoredInputs(IgnoredInput.NOT_GOSSIPING)).isZero();
        assertThat(alice.isConnectedTo(bob)).isTrue();
    }

    @Test
    void whatPeersThatGossipTellEachOtherIsNoMessageThatNobodyConsumes() {
        World.Probe<Delivery> consumer = consumer(bob, Topic.TX);
        world.stop(consumer.ref());
        world.run(Duration.ofSeconds(1));
        alice.node.send(bob.id(), Topic.TX, FetchMessage.encode(new FetchMessage.Here(true)));
        alice.node.send(bob.id(), Topic.TX, FetchMessage.encode(new FetchMessage.Here(false)));
        alice.send(bob, Topic.TX, "to nobody");
        world.run(Duration.ofSeconds(1));
        assertThat(bob.counters.dropped(DropReason.NO_CONSUMER)).isEqualTo(1);
        assertThat(bob.counters.ignoredInputs(IgnoredInput.NOT_GOSSIPING)).isEqualTo(2);
    }

    @Test
    void streamActorsExistOnlyForTopicsWhoseConsumerIsBehind() {
        World.Probe<Delivery> slow = consumer(bob, Topic.TX);
        long idle = world.actors();
        alice.send(bob, Topic.TX, "one");
        alice.send(bob, Topic.BLOCK, "two");
        world.run(Duration.ofSeconds(1));
        assertThat(messages(batches(slow))).isEqualTo(1);
        assertThat(world.actors()).as("all topics flow").isEqualTo(idle);
        for (int i = 0; i < 24; i++) {
            alice.node.send(bob.id(), Topic.TX, Bytes.wrap(new byte[64 * 1024]));
            world.run(Duration.ofMillis(100));
        }
        assertThat(world.actors()).isEqualTo(idle + 1);
        for (int seen = 0; seen < batches(slow).size(); seen++) {
            batches(slow).get(seen).release();
            world.run(Duration.ofMillis(100));
        }
        assertThat(messages(batches(slow))).isEqualTo(25);
        world.run(Duration.ofMinutes(2));
        assertThat(world.actors()).isEqualTo(idle);
        alice.send(bob, Topic.TX, "three");
        world.run(Duration.ofSeconds(1));
        assertThat(messages(batches(slow))).isEqualTo(26);
    }

    /** Nobody but the connection has heard of such a stream. */
    @Test
    void creditForAStreamThatEndedWithoutAnActorIsForNobody() {
        World.Probe<Delivery> consumer = consumer(bob, Topic.TX);
        alice.send(bob, Topic.TX, "one");
        world.run(Duration.ofMinutes(2));
        alice.send(bob, Topic.TX, "two");
        world.run(Duration.ofSeconds(1));
        batches(consumer).forEach(Delivery.Batch::release);
        world.run(Duration.ofSeconds(1));
        alice.send(bob, Topic.TX, "three");
        world.run(Duration.ofSeconds(1));
        assertThat(messages(batches(consumer))).isEqualTo(3);
    }

    /** Whether a stream runs or not when credit comes back, and whoever is faster: it is all there in the end, and no more. */
    @Test
    void creditIsNeitherLostNorGivenTwiceWhoeverIsFaster() {
        World.Probe<Delivery> consumer = consumer(bob, Topic.TX);
        int released = 0;
        for (int round = 0; round < 20; round++) {
            Random random = new Random(round);
            int most = round % 2 == 0 ? 40_000 : 200_000;
            world.ahead = actor -> random.nextInt(3) == 0;
            for (int step = 0; step < 60; step++) {
                alice.node.send(bob.id(), Topic.TX, Bytes.wrap(new byte[random.nextInt(most)]));
                world.run(Duration.ofMillis(random.nextInt(5)));
                int ready = batches(consumer).size() - released;
                for (int i = random.nextInt(ready + 1); i > 0; i--) {
                    batches(consumer).get(released++).release();
                }
                assertThat(outstanding(consumer, released)).isLessThan((1 << 20) + 200_000 + 64);
            }
            released = releaseAll(consumer, released);
            world.ahead = actor -> false;
            for (int i = 0; i < 20; i++) {
                alice.node.send(bob.id(), Topic.TX, Bytes.wrap(new byte[(1 << 16) - 64]));
                world.run(Duration.ofMillis(20));
            }
            assertThat(outstanding(consumer, released)).as("round %d", round).isEqualTo(1 << 20);
            released = releaseAll(consumer, released);
            assertThat(bob.counters.dropped(DropReason.CONSUMER_STALLED)).isZero();
            world.run(Duration.ofMinutes(random.nextInt(3)));
        }
    }

    private static BooleanSupplier hasMoreThan(World.Probe<Delivery> consumer, int count) {
        return () -> batches(consumer).size() > count;
    }

    /** Until nothing more comes. Returns how many batches are released then. */
    private int releaseAll(World.Probe<Delivery> consumer, int before) {
        int released = before;
        while (world.runUntil(hasMoreThan(consumer, released), Duration.ofSeconds(1))) {
            batches(consumer).get(released++).release();
        }
        return released;
    }

    private static long outstanding(World.Probe<Delivery> probe, int released) {
        return batches(probe).stream()
                .skip(released)
                .mapToLong(Delivery.Batch::cost)
                .sum();
    }
}
