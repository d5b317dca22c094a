package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.application.ApplicationEvent;
import dev.understory.limits.NetworkAddress;
import dev.understory.peer.NodeCommand;
import dev.understory.reputation.BanSubject;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A ban of an address and what comes of a signature meet within the node, in either order, at each of the two signatures of
 * a handshake and in both directions.
 */
final class BanCrossingTest {
    private final World world = new World();
    private final TestNode node = new TestNode(world, "10.0.0.1", 1).start();
    private final TestNode other = new TestNode(world, "10.5.0.1", 2).start();
    private int signatures;

    @AfterEach
    void close() {
        world.close();
    }

    private void connect(boolean inbound) {
        if (inbound) {
            other.dial(node);
        } else {
            node.dial(other);
        }
        world.run(Duration.ofSeconds(2));
        assertThat(signatures).isGreaterThanOrEqualTo(1);
        assertThat(node.peers()).isEmpty();
        assertThat(other.isConnectedTo(node)).isFalse();
        assertThat(node.broken()).isEmpty();
        assertThat(world.network.openEnds).isZero();
    }

    private void ban() {
        node.actor.tell(new NodeCommand.Ban(new BanSubject.Address(NetworkAddress.of(other.host)), null));
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "true, 2", "false, 1", "false, 2"})
    void whoIsBannedBeforeItIsProvenIsNotAdmittedForAMoment(boolean inbound, int which) {
        node.signatureDone = told -> {
            if (++signatures == which) {
                ban();
            }
            told.run();
        };
        connect(inbound);
        assertThat(node.heard).isEmpty();
        assertThat(node.events(ConnectionEvent.PeerAdmitted.class)).isEmpty();
        assertThat(node.counters.failedHandshakes(CloseReason.BANNED)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "true, 2", "false, 1", "false, 2"})
    void whoIsBannedAfterItIsProvenIsLostAtOnce(boolean inbound, int which) {
        node.signatureDone = told -> {
            told.run();
            if (++signatures == which) {
                ban();
            }
        };
        connect(inbound);
        int admitted = node.heard(ApplicationEvent.PeerAdmitted.class).size();
        assertThat(admitted).isEqualTo(which - 1);
        assertThat(node.heard(ApplicationEvent.PeerLost.class))
                .hasSize(admitted)
                .allMatch(lost -> lost.reason() == CloseReason.BANNED);
        assertThat(node.counters.failedHandshakes(CloseReason.BANNED) + node.counters.closed(CloseReason.BANNED))
                .isEqualTo(1);
    }
}
