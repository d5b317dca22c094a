package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understory.check.CheckResult;
import dev.understory.frame.Frames;
import dev.understory.mux.PacketScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two networks whose right answer can be computed without a simulator. */
class KnownAnswersTest {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double DELAY_MILLIS = 10;

    @TempDir
    static Path folder;

    /** One region, in which everything is ten milliseconds away. */
    @BeforeAll
    static void writeLatencies() throws IOException {
        Files.writeString(folder.resolve("one.csv"), "from,to,ms\nhere,here,10\n");
    }

    @Test
    void aFloodTakesTheConstantDelayTimesTheDistanceInARandomRegularGraph() {
        int nodes = 300;
        RunResult result = run("""
                run: {duration: 45s, warmup: 5s, drain: 2s}
                network:
                  regions: {dataset: {file: "%s", unit: ms, meaning: one-way}}
                  latency: {jitter: {kind: constant, value: 0ms}}
                  access: {free: {up: 100Gbit/s, down: 100Gbit/s, delay: 0ms}}
                nodes: [{group: full, count: %d, place: {access: free}}]
                overlay: {kind: random, degree: 8}
                workloads: [{name: b, kind: broadcast, every: 1s, size: 100B}]
                checks:
                  slo:
                    - {name: samples, metric: broadcast.latency, stat: count, min: 1}
                    - {name: mean, metric: broadcast.latency, stat: mean, max: 1s}
                    - {name: max, metric: broadcast.latency, stat: max, max: 1s}
                """, nodes);

        Distances expected = distancesInRandomRegularGraphs(nodes, 8, 10);
        assertThat(measured(result, "samples")).isEqualTo(40.0 * (nodes - 1));
        double mean = measured(result, "mean") / NANOS_PER_MILLI;
        assertThat(mean).isCloseTo(DELAY_MILLIS * expected.mean(), within(0.01 * mean));
        // What is no whole number of hops is the time on lines of 100 Gbit/s.
        double farthest = measured(result, "max") / NANOS_PER_MILLI / DELAY_MILLIS;
        assertThat(farthest).isBetween(Math.floor(farthest), Math.floor(farthest) + 0.001);
        assertThat((int) farthest).isBetween(expected.farthest() - 1, expected.farthest() + 1);
    }

    @Test
    void theLastOfEightCopiesComesWhenTheUplinkHasCarriedThemAll() {
        int size = 1_000_000;
        int peers = 8;
        RunResult result = run("""
                run: {duration: 40s, warmup: 5s, drain: 5s}
                network:
                  regions: {dataset: {file: "%s", unit: ms, meaning: one-way}}
                  latency: {jitter: {kind: constant, value: 0ms}}
                  access: {slow: {up: 20Mbit/s, down: 1Gbit/s, delay: 0ms, queue: 64MiB}}
                nodes: [{group: full, count: %d, place: {access: slow}}]
                overlay: {kind: full-mesh}
                workloads: [{name: b, kind: broadcast, every: 15s, size: 1MB, relay: direct, from: {pick: one}}]
                checks:
                  slo:
                    - {name: samples, metric: broadcast.latency, stat: count, min: 1}
                    - {name: max, metric: broadcast.latency, stat: max, max: 10s}
                """, peers + 1);

        int packets = (size + PacketScheduler.MAX_PAYLOAD - 1) / PacketScheduler.MAX_PAYLOAD;
        // Record prefix, envelope, type and the packet's own fields (canopy-wire, section 3.2).
        int recordOverhead = 4 + 4 + 34 + 4 + 2 + 4;
        int frames = Frames.count(size + packets * recordOverhead);
        double onTheWire = frames * 1044.0 * (1 + 52.0 / 1448);
        double seconds = peers * onTheWire * 8 / 20e6 + DELAY_MILLIS / 1000;
        assertThat(measured(result, "samples")).isEqualTo(2.0 * peers);
        // Heartbeats and what opens the congestion windows come on top.
        assertThat(measured(result, "max") / NANOS_PER_SECOND).isBetween(seconds, 1.02 * seconds);
    }

    private static RunResult run(String yaml, int nodes) {
        return Runs.simulate(yaml.formatted(folder.resolve("one.csv"), nodes));
    }

    private static double measured(RunResult result, String check) {
        return result.checks().stream()
                .filter(found -> found.name().equals(check))
                .map(CheckResult::measured)
                .findFirst()
                .orElseThrow()
                .value()
                .orElseThrow();
    }

    /** Over all pairs of nodes. */
    private record Distances(double mean, int farthest) {}

    /** Breadth first from every node of random graphs that are made here, by the pairing model. */
    private static Distances distancesInRandomRegularGraphs(int nodes, int degree, int graphs) {
        long seed = 7;
        Random random = new Random(seed);
        long sum = 0;
        int farthest = 0;
        for (int i = 0; i < graphs; i++) {
            List<List<Integer>> graph = randomRegularGraph(nodes, degree, random);
            for (int from = 0; from < nodes; from++) {
                for (int distance : distances(graph, from)) {
                    sum += distance;
                    farthest = Math.max(farthest, distance);
                }
            }
        }
        return new Distances((double) sum / graphs / nodes / (nodes - 1), farthest);
    }

    /** Stubs are joined at random; a loop or a second edge between the same two is left out, which hardly any is. */
    private static List<List<Integer>> randomRegularGraph(int nodes, int degree, Random random) {
        List<Integer> stubs = new ArrayList<>();
        List<List<Integer>> graph = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            graph.add(new ArrayList<>());
            stubs.addAll(Collections.nCopies(degree, node));
        }
        Collections.shuffle(stubs, random);
        for (int i = 0; i < stubs.size(); i += 2) {
            int one = stubs.get(i);
            int other = stubs.get(i + 1);
            if (one != other && !graph.get(one).contains(other)) {
                graph.get(one).add(other);
                graph.get(other).add(one);
            }
        }
        return graph;
    }

    private static int[] distances(List<List<Integer>> graph, int from) {
        int[] distance = new int[graph.size()];
        Arrays.fill(distance, -1);
        distance[from] = 0;
        ArrayDeque<Integer> next = new ArrayDeque<>(List.of(from));
        while (!next.isEmpty()) {
            int node = next.remove();
            for (int other : graph.get(node)) {
                if (distance[other] < 0) {
                    distance[other] = distance[node] + 1;
                    next.add(other);
                }
            }
        }
        return distance;
    }
}
