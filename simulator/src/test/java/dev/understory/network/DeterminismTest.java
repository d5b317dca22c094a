package dev.understory.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.engine.EventTarget;
import dev.understory.engine.RunOutcome;
import dev.understory.engine.SimNode;
import dev.understory.engine.SimulationConfig;
import dev.understory.law.Distribution;
import dev.understory.law.Law;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeterminismTest {
    private static final long SECOND = 1_000_000_000L;
    private static final AccessClass HOME = new AccessClass(
            "home", 20_000_000, 50_000_000, Distribution.of(new Law.LogNormal(3_000_000, 0.5)), 64 << 10, Nat.NONE);

    private record Trace(long hash, long events, List<Long> perNode) {}

    /** A flood with churn, partitions, loss, slow lines and slow machines. */
    private static Trace run(long seed, int shards) {
        return run(SimulationConfig.of(seed, shards));
    }

    private static Trace run(SimulationConfig config) {
        NetworkModel model = NetworkModel.of(RegionsReader.builtin("regions-8"))
                .withStream(Streams.losing(0.001, 3, StreamModel.LossEffect.RETRANSMIT));
        try (FloodNetwork flood = new FloodNetwork(config, 60, 8, 4_000, SECOND, model, HOME)) {
            var simulation = flood.simulation;
            List<SimNode> nodes = simulation.nodes();
            for (int i = 0; i < 12; i++) {
                SimNode node = nodes.get(i * 5);
                SimNode.StopKind kind = SimNode.StopKind.values()[i % 3];
                simulation.at((2 + i) * SECOND / 2, () -> node.stop(kind));
                simulation.at((5 + i) * SECOND / 2, () -> flood.start(node));
            }
            simulation.at(3 * SECOND, () -> {
                Fault fault = flood.network.partition(List.of(nodes.subList(0, 20), nodes.subList(20, 60)), false);
                simulation.at(5 * SECOND, () -> flood.network.heal(fault));
                simulation.at(4 * SECOND, nodes.get(7).busyness().pause());
                nodes.get(8).clock().drift(50_000);
            });
            simulation.at(6 * SECOND, () -> flood.network.reset(nodes.subList(0, 3), nodes));
            RunOutcome outcome = simulation.runUntil(8 * SECOND);
            assertThat(outcome.failure()).isNull();
            assertThat(simulation.nodeFailures()).isEmpty();
            List<Long> perNode = new ArrayList<>();
            nodes.forEach(node -> perNode.add(node.traceHash()));
            return new Trace(simulation.traceHash(), simulation.events(), perNode);
        }
    }

    @Test
    void theTraceIsTheSameForAnyNumberOfShardsAndAnotherForAnotherSeed() {
        Trace one = run(1, 1);
        assertThat(one.events).isGreaterThan(20_000);
        assertThat(run(1, 1)).isEqualTo(one);
        assertThat(run(1, 2)).isEqualTo(one);
        assertThat(run(1, 4)).isEqualTo(one);
        assertThat(run(SimulationConfig.of(1, 3).withCodec(Network.codec()))).isEqualTo(one);
        assertThat(run(2, 2).hash).isNotEqualTo(one.hash);
    }

    @Test
    void theTraceIsTheSameWhenThreadsReallyWorkTogether() {
        List<Long> hashes = new ArrayList<>();
        for (int shards : new int[] {1, 2, 4}) {
            NetworkModel model = NetworkModel.of(Regions.single(20_000_000));
            try (FloodNetwork flood =
                    new FloodNetwork(9, shards, 200, 8, 100, 5 * SECOND, model, AccessClass.UNLIMITED)) {
                flood.simulation.runUntil(2 * SECOND);
                assertThat(flood.simulation.roundsTogether()).matches(count -> shards == 1 ? count == 0 : count > 30);
                hashes.add(flood.simulation.traceHash());
            }
        }
        assertThat(hashes).containsOnly(hashes.getFirst());
    }

    @Test
    void shardsThatAreFarFromEachOtherWaitForEachOtherLessOften() {
        NetworkModel model = NetworkModel.of(RegionsReader.builtin("regions-8"));
        long[] hashes = new long[2];
        long[] rounds = new long[2];
        for (int i = 0; i < 2; i++) {
            try (FloodNetwork flood = new FloodNetwork(9, 2, 200, 8, 100, 5 * SECOND, model, AccessClass.UNLIMITED)) {
                if (i == 1) {
                    flood.simulation.lookahead(flood.simulation.lookahead());
                }
                flood.simulation.runUntil(2 * SECOND);
                hashes[i] = flood.simulation.traceHash();
                rounds[i] = flood.simulation.rounds();
            }
        }
        assertThat(hashes[0]).isEqualTo(hashes[1]);
        assertThat(rounds[0]).isLessThan(rounds[1] / 4);
    }

    @Test
    void aRunThatIsInterruptedEndsWhereAllShardsHaveComeToTheSameMoment() {
        NetworkModel model = NetworkModel.of(RegionsReader.builtin("regions-8"));
        try (FloodNetwork flood = new FloodNetwork(9, 3, 60, 8, 100, SECOND, model, AccessClass.UNLIMITED)) {
            SimNode first = flood.simulation.nodes().getFirst();
            EventTarget signal = (node, data, argument) -> flood.simulation.interrupt();
            flood.simulation.post(3 * SECOND, first, signal, 0, null);
            RunOutcome cut = flood.simulation.runUntil(8 * SECOND);
            assertThat(cut.reason()).isEqualTo(RunOutcome.Reason.INTERRUPTED);
            assertThat(cut.time()).isBetween(3 * SECOND, 4 * SECOND);
            try (FloodNetwork again = new FloodNetwork(9, 1, 60, 8, 100, SECOND, model, AccessClass.UNLIMITED)) {
                SimNode same = again.simulation.nodes().getFirst();
                again.simulation.post(3 * SECOND, same, (node, data, argument) -> {}, 0, null);
                again.simulation.runUntil(cut.time());
                assertThat(again.simulation.traceHash()).isEqualTo(flood.simulation.traceHash());
                assertThat(again.simulation.events()).isEqualTo(flood.simulation.events());
            }
        }
    }

    @Test
    void aLimitOfEventsCutsAtTheSamePlaceWhereverShardsLie() {
        NetworkModel model = NetworkModel.of(RegionsReader.builtin("regions-8"));
        List<List<Long>> cuts = new ArrayList<>();
        for (int shards : new int[] {1, 2, 3}) {
            SimulationConfig config = SimulationConfig.of(9, shards)
                    .withLimits(new SimulationConfig.Limits(Duration.ofHours(1), 5_000, Long.MAX_VALUE));
            try (FloodNetwork flood = new FloodNetwork(config, 60, 8, 100, SECOND, model, AccessClass.UNLIMITED)) {
                RunOutcome cut = flood.simulation.runUntil(100 * SECOND);
                assertThat(cut.reason()).isEqualTo(RunOutcome.Reason.EVENT_LIMIT);
                cuts.add(List.of(cut.time(), flood.simulation.events(), flood.simulation.traceHash()));
            }
        }
        assertThat(cuts).containsOnly(cuts.getFirst());
    }

    @Test
    void theTraceDoesNotDependOnHowFarShardsRunAhead() {
        long[] hashes = new long[3];
        long[] lookaheads = {0, 700_000, 50_000};
        for (int i = 0; i < hashes.length; i++) {
            NetworkModel model = NetworkModel.of(Regions.single(5_000_000));
            try (FloodNetwork flood = new FloodNetwork(3, 2, 30, 6, 100, SECOND / 2, model, AccessClass.UNLIMITED)) {
                assertThat(flood.simulation.lookahead()).isEqualTo(5_000_000);
                if (lookaheads[i] > 0) {
                    flood.simulation.lookahead(lookaheads[i]);
                }
                flood.simulation.runUntil(3 * SECOND);
                hashes[i] = flood.simulation.traceHash();
            }
        }
        assertThat(hashes[1]).isEqualTo(hashes[0]);
        assertThat(hashes[2]).isEqualTo(hashes[0]);
    }
}
