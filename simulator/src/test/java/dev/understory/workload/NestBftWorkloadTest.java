package dev.understory.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.measure.Commits;
import dev.understory.mux.Topic;
import java.util.List;
import org.junit.jupiter.api.Test;

class NestBftWorkloadTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void sendsAsManyConsensusMessagesAndBlocksPerHeightAsTheSpecificationSays() {
        for (int n : new int[] {4, 10, 25, 100}) {
            LoopNetwork network = new LoopNetwork(n);
            network.start(consensus(network, n, 1), (a, b) -> true);
            network.runUntil(60 * SECOND);
            int candidates = Math.clamp(n / 10, 1, 10);
            assertThat(network.sent(Topic.CONSENSUS)).isEqualTo(candidates * (n - 1) + 6 * (n - 1));
            assertThat(network.sent(Topic.BLOCK)).isEqualTo(2 * n * (n - 1));
            assertThat(network.measurements().tallies(0)).containsEntry(1L, (long) (candidates + 6) * (n - 1));
        }
    }

    /** Each node is a peer of the two next on either side. */
    private static boolean isNear(int nodes, int a, int b) {
        int apart = Math.min(b - a, nodes - (b - a));
        return apart <= 2;
    }

    @Test
    void aCommitteeThatGossipsSendsEachMessageAsOftenAsTheSpecificationSays() {
        int n = 30;
        LoopNetwork network = new LoopNetwork(n);
        network.gossipThreshold(n);
        network.start(consensus(network, n, 1), (a, b) -> isNear(n, a, b));
        network.runUntil(60 * SECOND);
        long unique = 3 + 3 * n + 3;
        long copies = 2 * (2L * n) - n + 1;
        assertThat(network.sent(Topic.CONSENSUS)).isEqualTo((int) (unique * copies));
        assertThat(network.measurements().tallies(0)).containsEntry(1L, unique * copies);
        for (int node = 0; node < n; node++) {
            assertThat(network.recorder(node).commitsFrom(0, 0))
                    .extracting(Commits.Commit::round)
                    .containsExactly(0);
        }
    }

    @Test
    void aCommitteeBelowTheThresholdReachesNobodyWhoIsNoPeer() {
        int n = 30;
        LoopNetwork network = new LoopNetwork(n);
        network.gossipThreshold(n + 1);
        network.start(consensus(network, n, 1), (a, b) -> isNear(n, a, b));
        network.runUntil(60 * SECOND);
        assertThat(network.recorder(0).commitsFrom(0, 0)).isEmpty();
    }

    @Test
    void whoIsOutsideTheCommitteePassesNoConsensusOn() {
        LoopNetwork network = new LoopNetwork(5);
        network.gossipThreshold(4);
        network.start(consensus(network, 4, 1), (a, b) -> b == 4);
        network.runUntil(60 * SECOND);
        assertThat(network.sent(Topic.CONSENSUS)).isPositive();
        assertThat(network.recorder(4).commitsFrom(0, 0)).isEmpty();
    }

    @Test
    void commitsTheSameBlockEverywhereEveryTwentySeconds() {
        LoopNetwork network = new LoopNetwork(7);
        network.start(consensus(network, 7, 100), (a, b) -> true);
        network.runUntil(101 * SECOND);
        List<Commits.Commit> first = network.recorder(0).commitsFrom(0, 0);
        assertThat(first)
                .extracting(Commits.Commit::atNanos)
                .containsExactly(20 * SECOND, 40 * SECOND, 60 * SECOND, 80 * SECOND, 100 * SECOND);
        for (int node = 1; node < 7; node++) {
            assertThat(network.recorder(node).commitsFrom(0, 0)).isEqualTo(first);
        }
    }

    @Test
    void goesOnInALaterRoundWhenTheLeaderIsCutOff() {
        LoopNetwork network = new LoopNetwork(4);
        NestBftWorkload workload = consensus(network, 4, 1);
        network.start(workload, (a, b) -> true);
        int leader = NestBftFixture.leader(workload.committee(), 1, 0);
        network.passes((from, to) -> from != leader && to != leader);
        network.runUntil(200 * SECOND);
        for (int node = 0; node < 4; node++) {
            if (node != leader) {
                List<Commits.Commit> commits = network.recorder(node).commitsFrom(0, 0);
                assertThat(commits).hasSize(1);
                assertThat(commits.getFirst().round()).isPositive();
            }
        }
    }

    @Test
    void doesNotDecideWithoutTwoThirdsAndDoesOnceTheyAreBack() {
        LoopNetwork network = new LoopNetwork(6);
        network.start(consensus(network, 6, 100), (a, b) -> true);
        network.passes((from, to) -> (from < 3) == (to < 3));
        network.runUntil(100 * SECOND);
        assertThat(network.recorder(0).commitsFrom(0, 0)).isEmpty();
        network.passes((from, to) -> true);
        network.runUntil(400 * SECOND);
        List<Commits.Commit> decided = network.recorder(0).commitsFrom(0, 0);
        assertThat(decided).isNotEmpty();
        for (int node = 1; node < 6; node++) {
            assertThat(network.recorder(node).commitsFrom(0, 0))
                    .extracting(Commits.Commit::block)
                    .isEqualTo(decided.stream().map(Commits.Commit::block).toList());
        }
    }

    @Test
    void aNodeThatWasAwayFetchesTheBlocksItMissed() {
        LoopNetwork network = new LoopNetwork(7);
        network.start(consensus(network, 7, 5), (a, b) -> true);
        network.passes((from, to) -> from != 6 && to != 6);
        network.runUntil(300 * SECOND);
        assertThat(network.recorder(6).commitsFrom(0, 0)).isEmpty();
        assertThat(network.recorder(0).commitsFrom(0, 0)).hasSize(5);
        network.passes((from, to) -> true);
        network.reconnect(6);
        network.runUntil(310 * SECOND);
        assertThat(network.recorder(6).commitsFrom(0, 0))
                .extracting(Commits.Commit::block)
                .isEqualTo(network.recorder(0).commitsFrom(0, 0).stream()
                        .map(Commits.Commit::block)
                        .toList());
    }

    @Test
    void aRestartedValidatorTakesPartAgain() {
        LoopNetwork network = new LoopNetwork(4);
        NestBftWorkload workload = consensus(network, 4, 100);
        network.start(workload, (a, b) -> true);
        network.runUntil(31 * SECOND);
        network.restart(2, workload);
        network.runUntil(400 * SECOND);
        List<Commits.Commit> others = network.recorder(0).commitsFrom(0, 0);
        assertThat(others).hasSizeGreaterThan(8);
        assertThat(others.getLast().round()).isZero();
        assertThat(network.recorder(2).commitsFrom(0, 0))
                .extracting(Commits.Commit::block)
                .isEqualTo(others.stream().map(Commits.Commit::block).toList());
        long messages = network.measurements().tallies(0).get(others.getLast().height());
        assertThat(messages).isEqualTo(7 * 3);
    }

    @Test
    void aNodeOutsideTheCommitteePassesBlocksOn() {
        LoopNetwork network = new LoopNetwork(6);
        network.start(consensus(network, 4, 1), (a, b) -> b < 4 || (a == 3 && b == 4) || (a == 4 && b == 5));
        network.runUntil(30 * SECOND);
        assertThat(network.recorder(5).commitsFrom(0, 0)).hasSize(1);
    }

    @Test
    void electsTheStatedNumberOfCandidates() {
        for (int n : new int[] {1, 9, 10, 57, 100, 250}) {
            Committee committee = NestBftFixture.committee(n);
            for (long height = 1; height < 20; height++) {
                assertThat(committee.candidates(height, 0).cardinality()).isEqualTo(Math.clamp(n / 10, 1, 10));
            }
        }
    }

    private static NestBftWorkload consensus(LoopNetwork network, int n, long heights) {
        return NestBftFixture.workload(network, NestBftFixture.committee(n), heights);
    }
}
