package dev.understory.bench;

import dev.understory.measure.Measurements;
import dev.understory.measure.Values;
import dev.understory.plan.Geography;
import dev.understory.plan.RunPlan;
import dev.understory.plan.ScenarioLanguage;
import dev.understory.plan.UnrunnableException;
import dev.understory.run.RunResult;
import dev.understory.run.ScenarioRun;
import dev.understory.run.SimTestbed;
import dev.understory.run.Testbed;
import dev.understory.scenario.Scenario;
import dev.understory.scenario.ScenarioReader;
import dev.understory.scenario.ScenarioResult;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The simulations of {@link Flood}, in their own JVM: full nodes in a random graph of degree 8 connect, then ten messages
 * are passed on by everybody to all peers but the one they came from first. The figure is network events per second of real time in the flood, with
 * everything in it that a run has: measuring, keep-alives, collections.
 */
final class FloodRuns {
    private static final int MESSAGES = 10;
    private static final int DEGREE = 8;
    private static final Duration CONNECTING = Duration.ofSeconds(15);
    private static final String SCENARIO = """
            vars: {n: 1000}
            run: {duration: 17s, drain: 3s, crypto: modelled}
            nodes: [{group: full, count: $n, keyType: ed25519, start: {ramp: 5s}}]
            overlay: {kind: random, degree: 8}
            phases: [{name: connect, until: 15s}, {name: flood, until: end}]
            workloads:
              - {name: flood, kind: broadcast, every: 100ms, count: 10, size: 1KiB, during: flood}
            """;

    private FloodRuns() {}

    /** Runs them and says each figure as its name, value and unit, then an empty line. */
    static void run() throws IOException {
        int shards = Math.min(8, Runtime.getRuntime().availableProcessors());
        flood("flood/warm-up", 1_000, shards);
        say(flood("flood/1k", 1_000, shards));
        say(flood("flood/10k", 10_000, shards));
        ChildJvm.say("");
    }

    private static void say(List<Measurement> figures) {
        for (Measurement figure : figures) {
            ChildJvm.say(figure.name() + " " + figure.value() + " " + figure.unit());
        }
    }

    private static List<Measurement> flood(String name, int nodes, int shards) throws IOException {
        Scenario scenario = scenario(nodes);
        RunPlan plan = RunPlan.of(scenario, 1, scenario.run().crypto(), application -> {
            throw new UnrunnableException("a flood has no application of its own");
        });
        SimTestbed simulation = new SimTestbed(plan, Geography.load(scenario.network(), Path.of("")), shards);
        try (FloodWatch watch = new FloodWatch(simulation, CONNECTING.toNanos())) {
            RunResult result = new ScenarioRun(plan, watch, ignored -> {}).run();
            FloodWatch.Reading end = watch.read();
            check(plan, result, end);
            FloodWatch.Reading flood = watch.flood();
            long events = end.networkEvents() - flood.networkEvents();
            return List.of(
                    Measurement.of(name, events / end.secondsSince(flood), "1/s"),
                    Measurement.of(name + "/events", events, ""),
                    Measurement.of(name + "/cpu", (double) (end.cpuNanos() - flood.cpuNanos()) / events, "ns"),
                    Measurement.of(name + "/connect", flood.secondsSince(watch.begin()), "s"),
                    Measurement.of(name + "/heap", (double) watch.heapOfConnections() / end.openLinks(), "B"));
        }
    }

    private static Scenario scenario(int nodes) throws IOException {
        ScenarioResult read = new ScenarioReader(ScenarioLanguage.WHOLE)
                .read(
                        "flood",
                        SCENARIO.getBytes(StandardCharsets.UTF_8),
                        Map.of("n", Integer.toString(nodes)),
                        path -> {
                            throw new FileNotFoundException(path);
                        });
        return switch (read) {
            case ScenarioResult.Valid valid -> valid.scenario();
            case ScenarioResult.Invalid invalid -> throw new IllegalStateException(String.valueOf(invalid.problems()));
        };
    }

    /** A figure counts only if all were connected, and everybody got everything once. */
    private static void check(RunPlan plan, RunResult result, FloodWatch.Reading end) {
        int nodes = plan.roster().size();
        if (result.ending().reason() != Testbed.Reason.REACHED
                || result.failures().count() > 0) {
            throw new IllegalStateException("the run failed: " + result.ending() + " " + result.failures());
        }
        if (end.openLinks() != nodes * DEGREE) {
            throw new IllegalStateException(end.openLinks() + " ends of links instead of " + nodes * DEGREE);
        }
        Measurements measured = result.measurements();
        Values reached = measured.audience(0, measured.everyNode(), Long.MAX_VALUE / 2, measured.always())
                .shares();
        if (reached.count() != MESSAGES || reached.min() != 1_000_000_000) {
            throw new IllegalStateException(reached.count() + " messages, of which one reached a share of "
                    + reached.min() / 1e9 + " of the nodes");
        }
    }
}
