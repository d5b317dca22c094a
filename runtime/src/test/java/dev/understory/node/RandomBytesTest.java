package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.observe.EventCounters.Single;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What no row of attacks.md names: bytes at random, in pieces at random, at times at random. */
class RandomBytesTest {
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
        assertThat(node.counters.of(Single.DEFECTS)).isZero();
        assertThat(world.network.openEnds).isEqualTo(2);
    }
}
