package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.connection.CloseReason;
import dev.understory.connection.ConnectionEvent;
import dev.understory.mux.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Attacks of section H on a whole node. Each ends with its own reason in exactly one counter, and an established peer
 * notices nothing.
 */
class HostileHandshakeTest {
    /** The node's first record: its ephemeral key. It speaks first, as the protocol has it, and says nothing more. */
    private static final int STEP_ONE = 38;

    private final World world = new World();
    private final TestNode node = new TestNode(world, "10.0.0.1", 1).start();
    private final TestNode friend = new TestNode(world, "10.1.0.1", 2).start();

    @BeforeEach
    void connect() {
        friend.dial(node);
        world.run(Duration.ofSeconds(1));
        assertThat(node.isConnectedTo(friend)).isTrue();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void assertThatItEndsWith(RawPeer peer, CloseReason reason) {
        world.run(Duration.ofSeconds(4));
        assertThat(peer.isClosed()).isTrue();
        assertThat(node.counters.failedHandshakes(reason)).isEqualTo(1);
        assertThat(node.events(ConnectionEvent.HandshakeFailed.class)).hasSize(1);
        assertThat(node.events(ConnectionEvent.PeerClosed.class)).isEmpty();
        friend.send(node, Topic.TX, "unaffected");
        world.run(Duration.ofSeconds(1));
        assertThat(node.texts(Topic.TX)).containsExactly("unaffected");
        assertThat(world.network.openEnds).isEqualTo(2);
    }

    private void assertThatNothingWasAnswered(RawPeer peer) {
        assertThat(peer.received().length)
                .as("bytes beyond the node's own first record")
                .isLessThanOrEqualTo(STEP_ONE);
    }

    @Test
    void aPeerThatSaysNothingEndsAtTheStepsDeadline() {
        RawPeer peer = RawPeer.connect(node, "10.66.0.1");
        long before = world.now();
        assertThat(world.runUntil(peer::isClosed, Duration.ofSeconds(3))).isTrue();
        assertThat(world.now() - before).isLessThan(1_200_000_000L);
        assertThatItEndsWith(peer, CloseReason.HANDSHAKE_TIMEOUT);
    }

    /** Attack H2. */
    @Test
    void aPeerThatDripsBytesEndsAtADeadlineThatNoByteExtends() {
        RawPeer peer = RawPeer.connect(node, "10.66.0.1");
        byte[] record = new byte[STEP_ONE];
        record[3] = 34;
        record[4] = 0x0a;
        record[5] = 0x20;
        long before = world.now();
        for (int i = 0; i < record.length && !peer.isClosed(); i++) {
            peer.write(record[i]);
            world.run(Duration.ofMillis(500));
        }
        assertThat(world.now() - before).isLessThan(3_600_000_000L);
        assertThatItEndsWith(peer, CloseReason.HANDSHAKE_TIMEOUT);
    }

    /** Attacks H5, H6, H7, H8 and H27. */
    @Test
    void whatIsNoHandshakeIsClosedAtItsFirstBadPrefix() {
        List<byte[]> openings = new ArrayList<>();
        openings.add(new byte[] {-1, -1, -1, -1});
        openings.add(new byte[] {0, 0, 0, 0});
        openings.add(new byte[] {0, 0, 1, 1});
        openings.add(new byte[] {0, 15, 66, 64});
        openings.add("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        openings.add("SSH-2.0-OpenSSH_9.6\r\n".getBytes(StandardCharsets.US_ASCII));
        openings.add(new byte[] {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, (byte) 0xfc, 0x03, 0x03});
        openings.add(new byte[1_000_000]);
        int closed = 0;
        for (byte[] opening : openings) {
            RawPeer peer = RawPeer.connect(node, "10.66." + closed + ".1");
            peer.write(opening);
            assertThat(world.runUntil(peer::isClosed, Duration.ofMillis(100)))
                    .as("opening " + closed)
                    .isTrue();
            assertThatNothingWasAnswered(peer);
            assertThat(node.counters.failedHandshakes(CloseReason.HANDSHAKE_MALFORMED))
                    .isEqualTo(++closed);
        }
        assertThat(node.events(ConnectionEvent.HandshakeFailed.class)).hasSize(openings.size());
        assertThat(node.isConnectedTo(friend)).isTrue();
    }

    /** Attack H13. */
    @Test
    void ourOwnEphemeralKeyIsNotTakenBack() {
        RawPeer mirror = RawPeer.connect(node, "10.66.0.1");
        world.runUntil(() -> mirror.received().length >= STEP_ONE, Duration.ofMillis(100));
        mirror.write(mirror.received());
        assertThatItEndsWith(mirror, CloseReason.REFLECTED);
    }

    /** Attack H15: a recorded handshake does not fit another session's keys. */
    @Test
    void aReplayedHandshakeFails() {
        List<byte[]> recorded = new ArrayList<>();
        TestNode honest = new TestNode(world, "10.3.0.1", 5).start();
        world.network.tap = (from, bytes) -> {
            if (from.equals(honest.host)) {
                recorded.add(bytes.toArray());
            }
        };
        honest.dial(node);
        world.runUntil(() -> node.isConnectedTo(honest), Duration.ofSeconds(1));
        honest.stop(Duration.ofSeconds(1));
        world.network.tap = (from, bytes) -> {};
        world.run(Duration.ofSeconds(1));
        int closedBefore = node.events(ConnectionEvent.PeerClosed.class).size();

        RawPeer replay = RawPeer.connect(node, "10.66.0.1");
        recorded.forEach(replay::write);
        world.run(Duration.ofSeconds(4));
        assertThat(replay.isClosed()).isTrue();
        assertThat(node.counters.failedHandshakes(CloseReason.BAD_FRAME)
                        + node.counters.failedHandshakes(CloseReason.BAD_SIGNATURE)
                        + node.counters.failedHandshakes(CloseReason.HANDSHAKE_MALFORMED))
                .isEqualTo(1);
        assertThat(node.events(ConnectionEvent.PeerClosed.class)).hasSize(closedBefore);
        assertThat(node.isConnectedTo(friend)).isTrue();
    }

    @Test
    void noBytesBreakANode() {
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            RawPeer peer = RawPeer.connect(node, "10." + (60 + round % 90) + ".0.1");
            for (int part = random.nextInt(4); part >= 0; part--) {
                byte[] bytes = new byte[random.nextInt(3000)];
                random.nextBytes(bytes);
                if (random.nextBoolean() && bytes.length > 6) {
                    bytes[0] = 0;
                    bytes[1] = 0;
                    bytes[2] = 0;
                    bytes[3] = 34;
                    bytes[4] = 0x0a;
                    bytes[5] = 0x20;
                }
                peer.write(bytes);
                world.run(Duration.ofMillis(random.nextInt(200)));
            }
            world.run(Duration.ofSeconds(4));
            assertThat(peer.isClosed()).as("round " + round).isTrue();
        }
        assertThat(node.peers()).hasSize(1);
        assertThat(node.counters.of(dev.understory.observe.EventCounters.Single.DEFECTS))
                .isZero();
        assertThat(world.network.openEnds).isEqualTo(2);
    }
}
