package dev.understory.cli;

import dev.understory.node.cli.Console;
import dev.understory.plan.ApplicationLoader;
import dev.understory.plan.Geography;
import dev.understory.plan.Planning;
import dev.understory.plan.RunPlan;
import dev.understory.run.RunResult;
import dev.understory.run.ScenarioRun;
import dev.understory.run.SimTestbed;
import dev.understory.run.Testbed;
import dev.understory.run.tcp.TcpTestbed;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.Scenario;
import dev.understory.scenario.ScenarioResult.Valid;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs a scenario once, with progress on standard error and an ear for signals.
 *
 * @param folder where the files are that the scenario names
 * @param shards threads of a simulation; 0 for as many as are of use
 * @param untilNanos where to stop before the end
 */
record Execution(
        Console console,
        Valid valid,
        Path folder,
        String network,
        long seed,
        CryptoMode crypto,
        int shards,
        ApplicationLoader applications,
        OptionalLong untilNanos) {
    /** The most threads a simulation is given. */
    static final int MOST_SHARDS = 64;

    /** Simulations with fewer nodes than this gain nothing from a second thread. */
    private static final int SMALL = 50;

    /**
     * What came of it.
     *
     * @param wallSeconds real time that it took, planning included
     */
    record Outcome(RunResult result, double wallSeconds, int shards) {}

    /** Runs it. From then on until {@code interruption} is closed a signal leaves the command time to come to its end. */
    Outcome run(Interruption interruption) {
        long started = System.nanoTime();
        Planning.Planned planned = Plans.plan(valid, folder, network, seed, crypto, applications);
        RunPlan plan = planned.plan();
        int threads = threads(plan);
        Progress progress = new Progress(console, plan.scenario().name(), plan.length());
        try (Testbed testbed = testbed(plan, planned.geography(), threads)) {
            interruption.endBy(testbed::interrupt);
            RunResult result = new ScenarioRun(plan, testbed, progress).run(untilNanos);
            return new Outcome(result, (System.nanoTime() - started) / 1e9, threads);
        } finally {
            progress.done();
        }
    }

    private Testbed testbed(RunPlan plan, Geography geography, int threads) {
        return network.equals("tcp") ? new TcpTestbed(plan, geography) : new SimTestbed(plan, geography, threads);
    }

    private int threads(RunPlan plan) {
        if (shards > 0) {
            return shards;
        }
        return plan.roster().size() < SMALL
                ? 1
                : Math.min(8, Runtime.getRuntime().availableProcessors());
    }

    static String shardsProblem(@Nullable Integer shards) {
        return "--shards is from 1 to " + MOST_SHARDS + ", not " + shards;
    }

    /** The mode that an option asks for, or else the scenario's own. */
    static CryptoMode crypto(Scenario scenario, String option) {
        return option.isEmpty() ? scenario.run().crypto() : CryptoMode.valueOf(option.toUpperCase(Locale.ROOT));
    }
}
