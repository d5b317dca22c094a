package dev.understory.workload;

import static dev.understory.workload.NestBftFixture.SECOND;
import static dev.understory.workload.NestBftFixture.blocks;
import static dev.understory.workload.NestBftFixture.commits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.measure.Commits;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How blocks come again after a fault. What to expect is computed from the time-outs alone, in seconds. */
class NestBftRecoveryTest {
    private static final int N = 5;
    private static final double NEW_HEIGHT = 4.5;
    private static final double ROUND = 15.5;
    private static final double BLOCK_TIME = NEW_HEIGHT + ROUND;
    /** A second until it polls, the answers' way, a second of silence. */
    private static final double SYNC = 2.02;
    /** The chain is left in peace until then: the height begins with the commit at this moment. */
    private static final double BEGIN = 60;

    @Test
    void twoOfFiveThatCrashMeetTheOthersInTheFirstRoundWhoseWaitsAreLongerThanTheyAreApart() {
        for (long seed = 1; seed <= 4; seed++) {
            for (double crash = 0.3; crash < BLOCK_TIME; crash++) {
                LoopNetwork network = new LoopNetwork(N);
                Committee committee = NestBftFixture.committee(N, seed);
                NestBftWorkload workload = NestBftFixture.workload(network, committee, Long.MAX_VALUE);
                network.start(workload, (a, b) -> true);
                network.runUntil(nanos(BEGIN + crash));
                network.crash(0);
                network.crash(1);
                network.runUntil(nanos(BEGIN + crash + 5));
                network.restart(0, workload);
                network.restart(1, workload);
                network.runUntil(nanos(BEGIN + 2000));

                assertThat(nextBlock(network, 2))
                        .as("seed %d, crash %.1f s after the commit", seed, crash)
                        .isEqualTo(expected(committee, crash));
                assertAgreement(network);
            }
        }
    }

    /** Seconds from a block to the next, if nodes 0 and 1 of five crash so long after it for five seconds. */
    private static double expected(Committee committee, double crash) {
        boolean votesAreIn = crash > 18 || crash > 16 && NestBftFixture.leader(committee, 4, 0) > 1;
        if (votesAreIn) {
            return BLOCK_TIME;
        }
        double apart = election(crash) - NEW_HEIGHT;
        int round = 0;
        while (!decides(committee, round, apart)) {
            round++;
        }
        return NEW_HEIGHT + ROUND * (round + 1) * (round + 1);
    }

    /**
     * Whether three nodes and two that follow so much later find together in a round. The election's messages have 1.5 s,
     * those of later phases 2 s and more, all times 2r + 1. A candidate that is heard of too late still leads if it is the
     * one who leads when no candidate is heard of.
     */
    private static boolean decides(Committee committee, int round, double apart) {
        int candidate = NestBftFixture.leader(committee, 4, round);
        boolean leadsAnyway = candidate < 2 && candidate == committee.fallbackLeader(4, round);
        return apart < (leadsAnyway ? 2 : 1.5) * (2 * round + 1);
    }

    /** When nodes that crash so long after a block for five seconds begin their next round 0, in seconds after it. */
    private static double election(double crash) {
        double level = crash + 5 + SYNC;
        return level < BLOCK_TIME ? Math.max(NEW_HEIGHT, level) : level + NEW_HEIGHT;
    }

    @Test
    void aLeaderThatCrashesInAnyPhaseCostsTheRoundThatItWasToLead() {
        for (double crash = 0.3; crash < BLOCK_TIME; crash++) {
            LoopNetwork network = new LoopNetwork(N);
            Committee committee = NestBftFixture.committee(N);
            NestBftWorkload workload = NestBftFixture.workload(network, committee, Long.MAX_VALUE);
            int leader = NestBftFixture.leader(committee, 4, 0);
            network.start(workload, (a, b) -> true);
            network.runUntil(nanos(BEGIN + crash));
            network.crash(leader);
            network.runUntil(nanos(BEGIN + crash + 5));
            network.restart(leader, workload);
            network.runUntil(nanos(BEGIN + 1000));

            int other = NestBftFixture.leader(committee, 4, 1);
            assertThat(List.of(other, committee.fallbackLeader(4, 0))).doesNotContain(leader);
            // Before its candidacy another leads instead, and after COMMIT nobody needs it.
            boolean isInRoundZero = crash < NEW_HEIGHT || crash > 18;
            assertThat(nextBlock(network, other))
                    .as("crash %.1f s after the commit", crash)
                    .isEqualTo(isInRoundZero ? BLOCK_TIME : NEW_HEIGHT + ROUND * 4);
            assertAgreement(network);
        }
    }

    @Test
    void allFiveThatRestartAtOnceBeginTogetherAndDecideInTheFirstRound() {
        for (double crash = 0.3; crash < BLOCK_TIME; crash++) {
            LoopNetwork network = new LoopNetwork(N);
            NestBftWorkload workload = NestBftFixture.workload(network, NestBftFixture.committee(N), Long.MAX_VALUE);
            network.start(workload, (a, b) -> true);
            network.runUntil(nanos(BEGIN + crash));
            IntStream.range(0, N).forEach(network::crash);
            network.runUntil(nanos(BEGIN + crash + 5));
            IntStream.range(0, N).forEach(node -> network.restart(node, workload));
            network.runUntil(nanos(BEGIN + 1000));

            assertThat(nextBlock(network, 0))
                    .as("crash %.1f s after the commit", crash)
                    .isEqualTo(round(election(crash) + ROUND));
            assertAgreement(network);
        }
    }

    @Test
    void aRestartedValidatorHasAPartInTheVeryNextHeight() {
        LoopNetwork network = new LoopNetwork(N);
        NestBftWorkload workload = NestBftFixture.workload(network, NestBftFixture.committee(N), Long.MAX_VALUE);
        network.start(workload, (a, b) -> true);
        network.runUntil(nanos(BEGIN + 0.5));
        network.restart(3, workload);
        network.runUntil(nanos(BEGIN + 2 * BLOCK_TIME));
        assertThat(commits(network, 3).stream().map(Commits.Commit::atNanos))
                .contains(nanos(BEGIN + BLOCK_TIME), nanos(BEGIN + 2 * BLOCK_TIME));
        assertThat(network.measurements().tallies(0)).containsEntry(4L, 7L * (N - 1));
    }

    @Test
    void aPartitionThatLeavesNobodyWithTwoThirdsEndsWithTheNextRoundAfterItHeals() {
        for (double heal : new double[] {5, 19, 21, 60, 130, 200}) {
            LoopNetwork network = new LoopNetwork(N);
            NestBftWorkload workload = NestBftFixture.workload(network, NestBftFixture.committee(N), Long.MAX_VALUE);
            network.start(workload, (a, b) -> true);
            network.runUntil(nanos(BEGIN + 0.1));
            network.passes((from, to) -> from < 3 == to < 3);
            network.runUntil(nanos(BEGIN + heal));
            network.passes((from, to) -> true);
            network.runUntil(nanos(BEGIN + 1000));
            int round = 0;
            while (NEW_HEIGHT + ROUND * round * round < heal) {
                round++;
            }
            assertThat(nextBlock(network, 0))
                    .as("healed after %.1f s", heal)
                    .isEqualTo(NEW_HEIGHT + ROUND * (round + 1) * (round + 1));
            assertAgreement(network);
        }
    }

    @Test
    void aValidatorThatIsSeveralHeightsBehindGetsLevelWithTheNextBlockAndVotesAgain() {
        LoopNetwork network = new LoopNetwork(7);
        NestBftWorkload workload = NestBftFixture.workload(network, NestBftFixture.committee(7), Long.MAX_VALUE);
        network.start(workload, (a, b) -> true);
        network.passes((from, to) -> from != 6 && to != 6);
        network.runUntil(nanos(110));
        assertThat(blocks(network, 6)).isEmpty();
        network.passes((from, to) -> true);
        network.runUntil(nanos(119));
        assertThat(blocks(network, 6))
                .as("nothing tells it before the next block")
                .isEmpty();
        long next = blocks(network, 0).size() + 1;
        network.runUntil(nanos(600));
        List<Commits.Commit> caughtUp = commits(network, 6);
        assertThat(caughtUp.get((int) next - 1).atNanos()
                        - commits(network, 0).get((int) next - 1).atNanos())
                .as("a poll's silence and the way there and back, not another block")
                .isBetween(nanos(1), nanos(3.2));
        assertAgreement(network);
        assertThat(blocks(network, 6)).isEqualTo(blocks(network, 0));
    }

    @Test
    void aValidatorThatJoinsLateGetsTheWholeChainFromManyPeersAndVotes() {
        LoopNetwork network = new LoopNetwork(N);
        NestBftWorkload workload = NestBftFixture.workload(network, NestBftFixture.committee(N), Long.MAX_VALUE, 10);
        network.start(workload, (a, b) -> true);
        network.crash(4);
        network.runUntil(nanos(600));
        int chain = blocks(network, 0).size();
        assertThat(chain).isGreaterThan(2 * NestBftSync.WINDOW);
        network.restart(4, workload);
        network.runUntil(nanos(600 + 30));
        assertThat(blocks(network, 4))
                .hasSizeGreaterThan(chain)
                .isEqualTo(blocks(network, 0).subList(0, blocks(network, 4).size()));
        network.runUntil(nanos(900));
        long votes =
                network.measurements().tallies(0).get((long) blocks(network, 0).size());
        assertThat(votes).isEqualTo(7 * (N - 1));
    }

    /** Seconds from the commit at {@link #BEGIN} to the next, as one node saw it. */
    private static double nextBlock(LoopNetwork network, int node) {
        return commits(network, node).stream()
                .mapToDouble(commit -> round(commit.atNanos() / (double) SECOND - BEGIN))
                .filter(at -> at > 0.02)
                .findFirst()
                .orElse(Double.POSITIVE_INFINITY);
    }

    private static void assertAgreement(LoopNetwork network) {
        List<Long> chain = blocks(network, 0);
        for (int node = 1; node < N; node++) {
            List<Long> other = blocks(network, node);
            int common = Math.min(chain.size(), other.size());
            assertThat(other.subList(0, common)).isEqualTo(chain.subList(0, common));
        }
    }

    private static double round(double seconds) {
        return Math.round(seconds * 100) / 100.0;
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * SECOND);
    }
}
