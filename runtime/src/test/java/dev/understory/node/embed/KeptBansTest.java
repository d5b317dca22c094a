package dev.understory.node.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.BanAnswer;
import dev.understory.node.embed.TestNodes.TestNode;
import dev.understory.reputation.Ban;
import dev.understory.reputation.BanReason;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.Credit;
import dev.understory.reputation.Offence;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores and bans over the lives of a real node (attacks.md, C7 and U24). */
class KeptBansTest {
    private final TestNodes nodes = new TestNodes();

    @TempDir
    Path dataDir;

    @AfterEach
    void stopAll() {
        nodes.close();
    }

    private TestNode start() {
        return nodes.start(1, "understory.node.data-dir = \"" + dataDir + "\"", "understory.node.store = files");
    }

    @Test
    void whoWasBannedOrHadABadScoreIsRefusedInTheNextRun() {
        TestNode banned = nodes.start(2);
        TestNode liar = nodes.start(3);
        TestNode first = start();
        BanSubject identity = new BanSubject.Identity(banned.node().id());
        assertThat(TestNodes.await(first.node().ban(identity, Duration.ofHours(1))))
                .isEqualTo(BanAnswer.IN_FORCE);
        first.node().credit(liar.node().id(), Credit.GOOD_BLOCK);
        for (int i = 0; i < 5; i++) {
            first.node().report(liar.node().id(), Offence.INVALID_BLOCK);
        }
        TestNodes.stop(first.node());

        TestNode second = start();
        List<Ban> bans = TestNodes.await(second.node().bans());
        while (bans.isEmpty()) {
            bans = TestNodes.await(second.node().bans()); // Until they are read.
        }
        assertThat(bans).hasSize(2);
        assertThat(bans.get(0).subject()).isEqualTo(identity);
        assertThat(bans.get(0).left()).isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
        assertThat(bans.get(1).subject())
                .isEqualTo(new BanSubject.Identity(liar.node().id()));
        assertThat(bans.get(1).reason()).isEqualTo(BanReason.LOW_SCORE);
        banned.node().dial(second.address(), false);
        second.await(
                ConnectionEvent.PeerRefused.class,
                refused -> refused.peer().equals(banned.node().id()) && refused.reason() == CloseReason.BANNED);
    }

    /** attacks.md, C7: he dials all the while, and is refused until the ban ends by itself. */
    @Test
    void aBanEndsOnTime() {
        TestNode peer = nodes.start(2);
        TestNode first = start();
        TestNodes.await(first.node().ban(new BanSubject.Identity(peer.node().id()), Duration.ofSeconds(4)));
        peer.node().dial(first.address(), true);
        first.await(
                ConnectionEvent.PeerAdmitted.class,
                admitted -> admitted.peer().id().equals(peer.node().id()));
        assertThat(TestNodes.await(first.node().bans())).isEmpty();
    }
}
