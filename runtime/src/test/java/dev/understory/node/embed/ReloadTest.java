package dev.understory.node.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.MustConnectAnswer;
import dev.understory.admission.ReconfigureAnswer;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.node.config.ReloadAnswer;
import dev.understory.node.embed.TestNodes.TestNode;
import dev.understory.observe.NodeEvent;
import dev.understory.reputation.Ban;
import dev.understory.reputation.BanReason;
import dev.understory.reputation.BanSubject;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                                .satisfiesExactly(
                                        listen -> assertThat(listen)
                                                .contains("understory.p2p.listen-address: 127.0.0.1:0 -> 127.0.0.1:1,"
                                                        + " which holds only when the node starts again"),
                                        dial -> assertThat(dial)
                                                .contains("understory.p2p.dial.jitter: 0.5 -> 0.1, which")));
        assertThat(TestNodes.await(node.node().bans())).isEmpty();
        node.await(
                NodeEvent.ReconfigureRefused.class, refused -> refused.reasons().size() == 2);
    }

    @Test
    void aNodeThatGoesByNoFileHasNothingToReadAgain() {
        TestNode node = nodes.start(1);
        assertThat(TestNodes.await(node.node().reload()))
                .isEqualTo(new ReloadAnswer.Refused(
                        List.of("what the node goes by is from no file, so there is none to read again")));
    }

    @Test
    void whomAnApplicationHasMadeMustConnectStaysSoUntilTheirSettingChanges(@TempDir Path folder) throws IOException {
        String settings =
                "understory.p2p.listen-address = \"127.0.0.1:0\"\nunderstory.node.data-dir = \"" + folder + "\"\n";
        Path file = Files.writeString(folder.resolve("node.conf"), settings);
        TestNode node = nodes.start(TestNodes.key(1), file);
        PublicKey validator = TestNodes.key(7).publicKey();
        PublicKey other = TestNodes.key(8).publicKey();
        TestNodes.await(node.node().mustConnect(List.of(new PeerAddress(validator, "192.0.2.7", 9001))));
        Files.writeString(file, settings + "understory.p2p.banned-addresses = [\"192.0.2.99\"]");
        assertThat(reloaded(node).mustConnect()).isEqualTo(new MustConnectAnswer(1, List.of(), List.of(), List.of()));
        assertThat(reloaded(node).changes()).isEmpty();
        Files.writeString(file, settings + "understory.p2p.must-connect = [\"" + other.hex() + "@192.0.2.8:9001\"]");
        assertThat(reloaded(node).mustConnect())
                .isEqualTo(new MustConnectAnswer(1, List.of(other), List.of(validator), List.of()));
    }

    private static ReloadAnswer.Applied reloaded(TestNode node) {
        return (ReloadAnswer.Applied) TestNodes.await(node.node().reload());
    }
}
