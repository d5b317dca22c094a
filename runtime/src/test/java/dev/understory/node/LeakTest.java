package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.limits.AdmissionPolicy;
import dev.understory.limits.HandshakeRates;
import dev.understory.limits.PerLevel;
import dev.understory.mux.Topic;
import dev.understory.peer.NodeCommand;
import dev.understory.session.ConnectionEvent;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** attacks.md, U16 and U19: what a connection held is gone with it. */
class LeakTest {
    private static final int ROUNDS = 10_000;

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void tenThousandConnectionsLeaveNothingBehind() {
        PerLevel often = new PerLevel(1_000, 1_000, 1_000, 1_000);
        TestNode server = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withAdmission(new AdmissionPolicy(
                        21, 7, 64, 16, AdmissionPolicy.PER_GROUP, new HandshakeRates.Policy(often, 1_000, 10))))
                .start();
        TestNode client = new TestNode(world, "10.1.0.1", 2).start();
        world.network.delay = Duration.ofMillis(1);
        world.run(Duration.ofSeconds(1));
        long actors = world.actors();
        int pendingEvents = world.pendingEvents();
        for (int i = 0; i < ROUNDS; i++) {
            client.dial(server);
            int round = i;
            assertThat(world.runUntil(
                            () -> client.isConnectedTo(server) && server.isConnectedTo(client), Duration.ofSeconds(1)))
                    .as("round " + round)
                    .isTrue();
            client.send(server, Topic.TX, "x");
            world.run(Duration.ofMillis(5));
            switch (i % 3) {
                case 0 -> client.actor.tell(new NodeCommand.Disconnect(server.id()));
                case 1 -> server.actor.tell(new NodeCommand.Disconnect(client.id()));
                default -> world.network.links.get(i % 2).abort();
            }
            world.runUntil(
                    () -> world.network.openEnds == 0 && server.node.peers().isEmpty(), Duration.ofSeconds(1));
            world.run(Duration.ofMillis(5));
            server.heard.clear();
            client.heard.clear();
            server.events.clear();
            client.events.clear();
        }
        world.run(Duration.ofMinutes(1));
        assertThat(world.actors()).isEqualTo(actors);
        assertThat(world.network.openEnds).isZero();
        assertThat(world.pendingEvents()).isEqualTo(pendingEvents);
        assertThat(server.counters.messagesIn(Topic.TX)).isEqualTo(ROUNDS);
        assertThat(server.events(ConnectionEvent.Defect.class)).isEmpty();
        server.stop(Duration.ofSeconds(1));
        client.stop(Duration.ofSeconds(1));
        assertThat(world.network.listeners).isEmpty();
    }
}
