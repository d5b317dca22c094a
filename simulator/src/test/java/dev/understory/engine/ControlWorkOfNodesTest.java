package dev.understory.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlWorkOfNodesTest {
    private static final long SECOND = 1_000_000_000L;

    private static Simulation simulation(int shards, int nodes) {
        Simulation simulation = new Simulation(SimulationConfig.of(42, shards));
        for (int i = 0; i < nodes; i++) {
            simulation.addNode("n" + i);
        }
        return simulation;
    }

    @Test
    void manyNodesAreDoneByTheThreadsOfTheirShardsInTheirOrder() {
        try (Simulation simulation = simulation(2, 100)) {
            Map<Integer, List<Integer>> order = new ConcurrentHashMap<>();
            Map<Integer, Thread> threads = new ConcurrentHashMap<>();
            simulation.forEach(simulation.nodes(), node -> {
                order.computeIfAbsent(node.shardIndex(), any -> new ArrayList<>())
                        .add(node.index());
                threads.put(node.shardIndex(), Thread.currentThread());
                node.start();
            });
            assertThat(order.get(0)).hasSize(50).isSorted();
            assertThat(order.get(1)).hasSize(50).isSorted();
            assertThat(threads.get(0)).isSameAs(Thread.currentThread());
            assertThat(threads.get(1)).isNotSameAs(Thread.currentThread());
            assertThat(simulation.nodes()).allMatch(SimNode::isUp);
        }
    }

    @Test
    void aFewNodesWakeNoThread() {
        try (Simulation simulation = simulation(2, 10)) {
            Map<Thread, Integer> counts = new LinkedHashMap<>();
            simulation.forEach(simulation.nodes(), node -> counts.merge(Thread.currentThread(), 1, Integer::sum));
            assertThat(counts).containsExactly(Map.entry(Thread.currentThread(), 10));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void theTraceDoesNotDependOnTheShards(int shards) {
        assertThat(traceOf(shards)).isEqualTo(traceOf(1));
    }

    private static long traceOf(int shards) {
        try (Simulation simulation = simulation(shards, 100)) {
            simulation.forEach(simulation.nodes(), node -> {
                node.start();
                node.postLocal(
                        node.index() * 1_000L,
                        (self, data, argument) -> self.trace(TraceKind.TIMER, data, 0),
                        node.index(),
                        null);
            });
            simulation.runUntil(SECOND);
            assertThat(simulation.events()).isEqualTo(100);
            return simulation.traceHash();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100})
    void whatIsThrownEndsTheRunAndTheOtherShardsAreDone(int nodes) {
        try (Simulation simulation = simulation(2, nodes)) {
            simulation.forEach(simulation.nodes(), node -> {
                if (node.shardIndex() == 1) {
                    throw new IllegalStateException("no");
                }
                node.start();
            });
            RunOutcome outcome = simulation.runUntil(SECOND);
            assertThat(outcome.reason()).isEqualTo(RunOutcome.Reason.FAILED);
            assertThat(outcome.failure()).hasMessage("no");
            assertThat(simulation.nodes()).filteredOn(SimNode::isUp).hasSize(nodes / 2);
        }
    }

    @Test
    void aLargeRoundAfterASmallOneIsRunTogether() {
        try (Simulation simulation = simulation(2, 100)) {
            simulation.forEach(simulation.nodes(), node -> {
                node.start();
                node.postLocal(node.index() < 2 ? 0 : SECOND / 2, (self, data, argument) -> {}, 0, null);
            });
            simulation.runUntil(SECOND);
            assertThat(simulation.rounds()).isEqualTo(2);
            assertThat(simulation.roundsTogether()).isEqualTo(1);
        }
    }
}
