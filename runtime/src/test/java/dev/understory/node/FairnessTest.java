package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.connection.ConnectionSettings;
import dev.understory.connection.Delivery;
import dev.understory.mux.Topic;
import dev.understory.peer.NodeCommand;
import dev.understory.session.ConnectionEvent.DropReason;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Peers share the mailbox of a consumer and nothing before it. Each has a window of credit there, for each topic, so a flooder can
 * put no more before the others than that, however much it sends (attacks.md, U8).
 */
class FairnessTest {
    /** What the consumer does in a millisecond: 4 MB a second. */
    private static final int BYTES_PER_MILLI = 4_000;

    private static final int FLOOD = 8_000;

    private final World world = new World();
    private final TestNode server = new TestNode(world, "10.0.0.1", 1).start();
    private final Deque<Delivery.Batch> mailbox = new ArrayDeque<>();
    private final List<Long> waited = new ArrayList<>();
    private final List<Long> sentAt = new ArrayList<>();
    private long behind;

    @AfterEach
    void close() {
        world.close();
    }

    private TestNode peer(int number) {
        TestNode peer = new TestNode(world, "10." + number + ".0.1", number).start();
        peer.dial(server);
        world.run(Duration.ofSeconds(1));
        assertThat(peer.isConnectedTo(server)).isTrue();
        return peer;
    }

    private void consume(TestNode polite) {
        ActorRef<Delivery> consumer = world.spawn(Behaviors.receiveMessage(delivery -> {
            if (delivery instanceof Delivery.Batch batch) {
                mailbox.add(batch);
            }
            return Behaviors.same();
        }));
        server.actor.tell(new NodeCommand.Subscribe(List.of(Topic.TX), consumer));
        world.run(Duration.ZERO);
        assertThat(polite.isConnectedTo(server)).isTrue();
    }

    /** A millisecond, in which the consumer does what it can, in the order in which it came. */
    private void step(TestNode polite, long now) {
        world.run(Duration.ofMillis(1));
        behind = Math.max(0, behind - BYTES_PER_MILLI);
        while (behind == 0 && !mailbox.isEmpty()) {
            Delivery.Batch batch = mailbox.remove();
            for (Bytes message : batch.messages()) {
                behind += message.size();
                if (batch.sender().equals(polite.id())) {
                    waited.add(now - sentAt.get(waited.size()));
                }
            }
            batch.release();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void floodersDelayAnotherPeersMessagesByTheirWindowsAtMostAndLoseItNone(int flooders) {
        TestNode polite = peer(10);
        List<TestNode> crowd = new ArrayList<>();
        for (int i = 0; i < flooders; i++) {
            crowd.add(peer(20 + i));
        }
        consume(polite);
        for (long now = 0; now < 10_000; now++) {
            for (TestNode flooder : crowd) {
                flooder.node.send(server.id(), Topic.TX, Bytes.wrap(new byte[FLOOD]));
            }
            if (now % 100 == 0) {
                sentAt.add(now);
                polite.node.send(server.id(), Topic.TX, Bytes.wrap(new byte[200]));
            }
            step(polite, now);
        }
        for (long now = 10_000; now < 13_000; now++) {
            step(polite, now);
        }
        assertThat(waited).hasSize(100);
        // A window and what was read with its last message: a batch of 64 KiB.
        long inFront = flooders * (ConnectionSettings.DEFAULT.window() + (64 << 10));
        assertThat(waited).allMatch(millis -> millis <= inFront / BYTES_PER_MILLI + 100);
        assertThat(server.counters.dropped(DropReason.CONSUMER_STALLED)).isZero();
        assertThat(crowd).allMatch(flooder -> flooder.isConnectedTo(server));
    }

    @Test
    void withoutAFlooderAMessageTakesTheDelayOfItsWay() {
        TestNode polite = peer(10);
        consume(polite);
        for (long now = 0; now < 2_000; now++) {
            if (now % 100 == 0) {
                sentAt.add(now);
                polite.node.send(server.id(), Topic.TX, Bytes.wrap(new byte[200]));
            }
            step(polite, now);
        }
        assertThat(waited).hasSize(20).allMatch(millis -> millis <= 20);
    }
}
