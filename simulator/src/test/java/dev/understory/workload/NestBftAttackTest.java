package dev.understory.workload;

import static dev.understory.workload.NestBftFixture.SECOND;
import static dev.understory.workload.NestBftFixture.blocks;
import static dev.understory.workload.NestBftFixture.leader;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.workload.NestBftMessage.Kind;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Nobody commits another block than the others while less than a third lies, and somebody does when a third lies. */
class NestBftAttackTest {
    private static final long X = 101;
    private static final long Y = 103;

    /** One block to one half, another to the other, in every round it leads. */
    private static final NestBftDemon.Plan EQUIVOCATE = new NestBftDemon.Plan() {
        @Override
        public void lead(NestBftDemon demon, int round, NestBftCertificate mandate) {
            demon.propose(round, X + round, mandate, null, half(X + round));
            demon.propose(round, Y + round, mandate, null, half(Y + round));
        }

        @Override
        public IntPredicate audience(Kind kind, int round, long block) {
            return half(block);
        }

        private IntPredicate half(long block) {
            return member -> member % 2 == (block / 2) % 2;
        }
    };

    @Test
    void anEquivocatingLeaderDividesNobodyWhileLessThanAThirdLies() {
        for (int n : new int[] {4, 7, 10}) {
            int liars = (n - 1) / 3;
            for (long seed : seedsInWhichTheDemonsLead(n, liars, 1)) {
                LoopNetwork network = attacked(n, liars, seed, EQUIVOCATE);
                network.runUntil(2000 * SECOND);
                assertThat(firstBlocks(network, liars))
                        .as("%d nodes, seed %d", n, seed)
                        .hasSize(1);
            }
        }
    }

    @Test
    void anEquivocatingLeaderDividesTheHonestOnceAThirdLies() {
        for (int n : new int[] {4, 7, 10}) {
            int liars = (n + 2) / 3;
            Set<Integer> divided = new LinkedHashSet<>();
            for (long seed : seedsInWhichTheDemonsLead(n, liars, 1)) {
                LoopNetwork network = attacked(n, liars, seed, EQUIVOCATE);
                network.runUntil(60 * SECOND);
                divided.add(firstBlocks(network, liars).size());
            }
            assertThat(divided).as("%d nodes", n).contains(2);
        }
    }

    /**
     * The leader of two rounds shows the votes that decide its first block to one member only, which nobody hears, and then
     * proposes another block: whoever is locked must refuse it, and an honest leader brings the first block back.
     */
    @Test
    void whoeverIsLockedWaitsForTheBlockThatMayBeDecided() {
        for (Bluff bluff : Bluff.values()) {
            for (long seed : seedsInWhichTheDemonsLead(4, 1, 2)) {
                LoopNetwork network = attacked(4, 1, seed, new Withhold(bluff));
                network.passes((from, to) -> from != 3 || to == 0);
                network.runUntil(30 * SECOND);
                assertThat(blocks(network, 3)).as("only this one knows").containsExactly(X);
                network.runUntil(600 * SECOND);
                network.passes((from, to) -> true);
                network.runUntil(2000 * SECOND);
                assertThat(firstBlocks(network, 1))
                        .as("%s, seed %d", bluff, seed)
                        .containsExactly(X);
            }
        }
    }

    /** How the second block is justified. */
    private enum Bluff {
        /** Not at all. */
        NOTHING,
        /** By the lock on the first. */
        THE_FIRST_LOCK,
        /** By a lock of the later round that nobody but the demon signed. */
        A_LOCK_OF_ITS_OWN,
        /** By its election, as if that were a lock. */
        ITS_MANDATE
    }

    private record Withhold(Bluff bluff) implements NestBftDemon.Plan {
        @Override
        public void lead(NestBftDemon demon, int round, NestBftCertificate mandate) {
            if (round == 0) {
                demon.propose(round, X, mandate, null, member -> true);
            } else {
                NestBftVote first = new NestBftVote(Kind.PROPOSE_VOTE, 1, 0, X, demon.self());
                NestBftVote own = new NestBftVote(Kind.PROPOSE_VOTE, 1, round, Y, demon.self());
                NestBftCertificate lock = switch (bluff) {
                    case NOTHING -> null;
                    case THE_FIRST_LOCK -> demon.votes(first);
                    case A_LOCK_OF_ITS_OWN -> demon.votes(own);
                    case ITS_MANDATE -> mandate;
                };
                demon.propose(round, Y, mandate, lock, member -> true);
            }
        }

        @Override
        public IntPredicate audience(Kind kind, int round, long block) {
            return kind == Kind.COMMIT && round == 0 ? member -> member == 3 : member -> true;
        }
    }

    @Test
    void nobodyCommitsDifferentBlocksWhileNodesCrashAndLoseMessagesInEveryPhase() {
        for (long seed = 1; seed <= 30; seed++) {
            int n = 4;
            LoopNetwork network = new LoopNetwork(n);
            NestBftWorkload workload = NestBftFixture.workload(network, NestBftFixture.committee(n, seed), 6);
            network.start(workload, (a, b) -> true);
            MixedStream chance = new MixedStream(seed);
            for (int step = 1; step <= 40; step++) {
                network.runUntil(step * 3 * SECOND);
                int victim = chance.nextInt(n);
                int deaf = chance.nextInt(n);
                if (chance.nextInt(4) == 0) {
                    network.restart(victim, workload);
                }
                network.passes((from, to) -> from != victim && to != deaf);
            }
            network.passes((from, to) -> true);
            network.runUntil(20_000 * SECOND);
            for (long height = 0; height < 6; height++) {
                long at = height;
                assertThat(IntStream.range(0, n)
                                .mapToObj(node -> blocks(network, node).get((int) at))
                                .distinct())
                        .as("seed %d, height %d", seed, height + 1)
                        .hasSize(1);
            }
        }
    }

    /** Demons are the first of the committee. */
    private static LoopNetwork attacked(int n, int liars, long seed, NestBftDemon.Plan plan) {
        LoopNetwork network = new LoopNetwork(n);
        Committee committee = NestBftFixture.committee(n, seed);
        network.start(NestBftFixture.workload(network, committee, 1), (a, b) -> true);
        BitSet coalition = new BitSet();
        coalition.set(0, liars);
        for (int demon = 0; demon < liars; demon++) {
            network.possess(demon, context -> new NestBftDemon(context, committee, coalition, plan));
        }
        return network;
    }

    /** Seeds of committees in which a demon is the one candidate of so many rounds from the first on. */
    private static List<Long> seedsInWhichTheDemonsLead(int n, int liars, int rounds) {
        return LongStream.iterate(1, seed -> seed + 1)
                .filter(seed -> {
                    Committee committee = NestBftFixture.committee(n, seed);
                    int first = leader(committee, 1, 0);
                    return first < liars
                            && IntStream.range(0, rounds).allMatch(round -> leader(committee, 1, round) == first);
                })
                .limit(8)
                .boxed()
                .toList();
    }

    /** The blocks that honest nodes committed at the first height. All of them have committed one if it is decided. */
    private static Set<Long> firstBlocks(LoopNetwork network, int liars) {
        Set<Long> first = new LinkedHashSet<>();
        for (int node = liars; node < network.size(); node++) {
            blocks(network, node).stream().limit(1).forEach(first::add);
        }
        return first;
    }
}
