package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.application.ApplicationEvent;
import dev.understory.mux.Topic;
import dev.understory.session.Direction;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    private final World world = new World();
    private final TestNode alice = new TestNode(world, "10.0.0.1", 1).start();
    private final TestNode bob = new TestNode(world, "10.0.1.1", 2).start();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void twoNodesExchangeMessagesInTheOrderOfTheirTopic() {
        alice.dial(bob);
        assertThat(world.runUntil(() -> alice.isConnectedTo(bob) && bob.isConnectedTo(alice), Duration.ofSeconds(1)))
                .isTrue();
        assertThat(alice.peers()).singleElement().satisfies(peer -> {
            assertThat(peer.id()).isEqualTo(bob.id());
            assertThat(peer.direction()).isEqualTo(Direction.OUTBOUND);
        });

        for (int i = 0; i < 100; i++) {
            alice.send(bob, Topic.CONSENSUS, "vote " + i);
            bob.send(alice, Topic.TX, "tx " + i);
        }
        world.run(Duration.ofMillis(100));

        assertThat(bob.texts(Topic.CONSENSUS))
                .hasSize(100)
                .startsWith("vote 0", "vote 1")
                .endsWith("vote 99");
        assertThat(alice.texts(Topic.TX)).hasSize(100).startsWith("tx 0").endsWith("tx 99");
        assertThat(bob.heard.get(0)).isInstanceOf(ApplicationEvent.PeerAdmitted.class);
        assertThat(bob.counters.messagesIn(Topic.CONSENSUS)).isEqualTo(100);
        assertThat(alice.counters.messagesOut(Topic.CONSENSUS)).isEqualTo(100);
    }
}
