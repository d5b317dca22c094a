package dev.understory.workload;

import dev.understory.law.Distribution;
import dev.understory.measure.Commits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** Committees of equal power and workloads with Canopy's waits, for tests on a {@link LoopNetwork}. */
final class NestBftFixture {
    static final long SECOND = 1_000_000_000L;
    static final long EXECUTION_NANOS = 50_000_000;

    private NestBftFixture() {}

    static Committee committee(int n) {
        return committee(n, 42);
    }

    static Committee committee(int n, long seed) {
        long[] powers = new long[n];
        Arrays.fill(powers, 1);
        return new Committee(IntStream.range(0, n).toArray(), powers, seed);
    }

    static NestBftWorkload workload(LoopNetwork network, Committee committee, long heights) {
        return workload(network, committee, heights, 1);
    }

    /** A workload whose waits are Canopy's divided by a number. */
    static NestBftWorkload workload(LoopNetwork network, Committee committee, long heights, int divisor) {
        return new NestBftWorkload(settings(committee, heights, divisor), 200, network.nodeMeters(), network.meters());
    }

    static NestBftWorkload.Settings settings(Committee committee, long heights, int divisor) {
        List<Long> waits = new ArrayList<>();
        for (NestBftPhase phase : NestBftPhase.values()) {
            waits.add(phase.baseMillis() * 1_000_000 / divisor);
        }
        return new NestBftWorkload.Settings(
                "votes",
                committee,
                Distribution.constant(1_000),
                EXECUTION_NANOS / divisor,
                waits,
                heights,
                List.of(0L, Long.MAX_VALUE));
    }

    /** The member that leads a round if everybody hears every candidate. */
    static int leader(Committee committee, long height, int round) {
        return committee.candidates(height, round).stream()
                .boxed()
                .min((a, b) -> Long.compare(committee.lot(height, round, a), committee.lot(height, round, b)))
                .orElseThrow();
    }

    /** The votes of some members for the same. */
    static NestBftCertificate certificate(Committee committee, NestBftVote vote, int... signers) {
        BitSet named = new BitSet();
        long signature = 0;
        for (int member : signers) {
            named.set(member);
            signature ^= committee.signature(member, vote);
        }
        return new NestBftCertificate(vote, named, signature);
    }

    /** The blocks that a node has committed. */
    static List<Long> blocks(LoopNetwork network, int node) {
        return commits(network, node).stream().map(Commits.Commit::block).toList();
    }

    static List<Commits.Commit> commits(LoopNetwork network, int node) {
        return network.recorder(node).commitsFrom(0, 0);
    }
}
