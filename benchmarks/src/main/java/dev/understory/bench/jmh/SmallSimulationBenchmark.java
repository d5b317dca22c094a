package dev.understory.bench.jmh;

import dev.understory.plan.Geography;
import dev.understory.plan.RunPlan;
import dev.understory.plan.ScenarioLanguage;
import dev.understory.plan.UnrunnableException;
import dev.understory.run.RunResult;
import dev.understory.run.ScenarioRun;
import dev.understory.run.SimTestbed;
import dev.understory.scenario.Scenario;
import dev.understory.scenario.ScenarioReader;
import dev.understory.scenario.ScenarioResult;
import java.io.FileNotFoundException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A whole run of twenty nodes that gossip a block a second for a minute of virtual time, on one shard. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SmallSimulationBenchmark {
    private static final String SCENARIO = """
            run: {duration: 50s, drain: 10s, crypto: modelled}
            nodes: [{group: full, count: 20, keyType: ed25519}]
            workloads: [{name: blocks, kind: broadcast, every: 1s, size: 4KiB}]
            """;

    private @Nullable Scenario scenario;

    /** Reads the scenario. */
    @Setup
    public void read() {
        ScenarioResult result = new ScenarioReader(ScenarioLanguage.WHOLE)
                .read("small", SCENARIO.getBytes(StandardCharsets.UTF_8), Map.of(), path -> {
                    throw new FileNotFoundException(path);
                });
        scenario = switch (result) {
            case ScenarioResult.Valid valid -> valid.scenario();
            case ScenarioResult.Invalid invalid -> throw new IllegalStateException(String.valueOf(invalid.problems()));
        };
    }

    /** From the plan to the result. */
    @Benchmark
    public RunResult run() {
        Scenario small = Objects.requireNonNull(scenario);
        RunPlan plan = RunPlan.of(small, 1, small.run().crypto(), application -> {
            throw new UnrunnableException("there is no application");
        });
        try (SimTestbed testbed = new SimTestbed(plan, Geography.load(small.network(), Path.of("")), 1)) {
            return new ScenarioRun(plan, testbed, ignored -> {}).run();
        }
    }
}
