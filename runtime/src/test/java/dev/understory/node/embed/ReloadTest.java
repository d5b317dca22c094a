package dev.understory.node.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.ReconfigureAnswer;
import dev.understory.node.embed.TestNodes.TestNode;
import dev.understory.reputation.Ban;
import dev.understory.reputation.BanReason;
import dev.understory.reputation.BanSubject;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A real node that is told to go by another configuration. */
class ReloadTest {
    private final TestNodes nodes = new TestNodes();

    @AfterEach
    void stopAll() {
        nodes.close();
    }

    @Test
    void whatCanChangeChangesAtOnce() {
        TestNode node = nodes.start(1);
        TestNode peer = nodes.start(2);
        TestNodes.await(peer.node().dial(node.address(), false));
        TestNodes.await(node.node().whenPeers(1));
        ReconfigureAnswer answer = TestNodes.await(node.node()
                .reconfigure(TestNodes.config(
                        "understory.p2p.max-inbound = 0", "understory.p2p.banned-addresses = [\"192.0.2.0/24\"]")));
        assertThat(answer)
                .isInstanceOfSatisfying(
                        ReconfigureAnswer.Applied.class,
                        applied -> assertThat(applied.closed()).isEqualTo(1));
        node.await(ConnectionEvent.PeerClosed.class, closed -> closed.reason() == CloseReason.NO_SLOT);
        assertThat(TestNodes.await(node.node().bans()))
                .extracting(Ban::subject, Ban::reason)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        BanSubject.ofAddresses("192.0.2.0/24"), BanReason.CONFIGURED));
    }

    @Test
    void whatHoldsOnlyAtAStartIsNamedAndNothingChanges() {
        TestNode node = nodes.start(1);
        ReconfigureAnswer answer = TestNodes.await(node.node()
                .reconfigure(TestNodes.config(
                        "understory.p2p.banned-addresses = [\"192.0.2.0/24\"]",
                        "understory.p2p.listen-address = \"127.0.0.1:1\"",
                        "understory.p2p.dial.jitter = 0.1")));
        assertThat(answer)
                .isInstanceOfSatisfying(
                        ReconfigureAnswer.Refused.class,
                        refused -> assertThat(refused.reasons())
                                .containsExactly(
                                        "understory.p2p.listen-address differs, and holds only when the node starts again",
                                        "understory.p2p.dial differs, and holds only when the node starts again"));
        assertThat(TestNodes.await(node.node().bans())).isEmpty();
    }
}
