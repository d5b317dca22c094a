package dev.understory.cli;

import dev.understory.check.QuantityText;
import dev.understory.engine.TraceHash;
import dev.understory.node.cli.CommandFailure;
import dev.understory.node.cli.Console;
import dev.understory.node.cli.ExitCode;
import dev.understory.plan.ApplicationLoader;
import dev.understory.report.RunFolder;
import dev.understory.run.RunResult;
import dev.understory.run.Testbed;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.Scenario;
import dev.understory.scenario.ScenarioResult.Valid;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code understory replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a simulation again and compares.",
            "Given the folder of an earlier run, the run is repeated from what that folder holds, and its trace hash is"
                    + " compared with the recorded one. Given a scenario, it is run twice, with one thread and with two,"
                    + " and the hashes are compared. A difference is nondeterminism: exit code 4. Otherwise the exit code"
                    + " is that of the verdict."
        })
final class ReplayCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "RUN|FILE", description = "The folder of a run, its run.json, or a scenario.")
    private Path file = Path.of("");

    @Option(names = "--seed", paramLabel = "N", description = "The root seed, with a scenario; its own by default.")
    private @Nullable Long seed;

    @Option(names = "--until", paramLabel = "TIME", description = "Stop at this time of the run, such as 14.3s.")
    private String until = "";

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "Another value for a variable, with a scenario.")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--shards", paramLabel = "K", description = "Threads of the repetition.")
    private @Nullable Integer shards;

    @Option(names = "--crypto", paramLabel = "real|modelled", description = "As for run, with a scenario.")
    private String crypto = "";

    @Option(names = "--classpath", paramLabel = "PATH", description = "As for run.")
    private String classpath = "";

    ReplayCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        require(List.of("", "real", "modelled").contains(crypto), "--crypto is real or modelled, not '" + crypto + "'");
        require(shards == null || shards >= 1 && shards <= Execution.MOST_SHARDS, Execution.shardsProblem(shards));
        require(seed == null || seed >= 0, "--seed is not negative");
        boolean isRun = Files.isDirectory(file) || RunFolder.RUN.equals(String.valueOf(file.getFileName()));
        return isRun ? repeat(Files.isDirectory(file) ? file : ScenarioFiles.folder(file)) : runTwice();
    }

    /** The run of a folder again, against the hash that stands there. */
    private int repeat(Path folder) {
        require(
                seed == null && settings.isEmpty() && crypto.isEmpty(),
                "--seed, --set and --crypto go with a scenario");
        JsonNode made = json(folder.resolve(RunFolder.RUN));
        JsonNode report = json(folder.resolve(RunFolder.REPORT));
        if (!made.path("network").asString("").equals("sim")) {
            throw new CommandFailure(ExitCode.USAGE, folder + " was not simulated; real time does not repeat itself");
        }
        Path neighbours = Path.of(made.path("scenarioFolder").asString("."));
        Valid valid =
                ScenarioFiles.read(console, folder.resolve(RunFolder.SCENARIO), Collections.emptyMap(), neighbours);
        String path = classpath.isEmpty() ? made.path("classpath").asString("") : classpath;
        CryptoMode mode = made.path("crypto").asString("").equals("modelled") ? CryptoMode.MODELLED : CryptoMode.REAL;
        Testbed.Reason reason = reason(report.path("ending").path("reason").asString("reached"));
        Cut recorded = new Cut(reason, report.path("reachedNanos").asLong());
        Execution.Outcome again = execution(
                        recorded.lifted(valid),
                        neighbours,
                        made.path("seed").asLong(),
                        mode,
                        path,
                        recorded.end(until()))
                .apply(shards == null ? 0 : shards);
        Verdicts.print(console.out(), again.result(), folder.toString(), again.wallSeconds());
        return compare(
                new Fingerprint("the recorded run", report.path("traceHash").asString(""), recorded),
                "this one",
                again.result());
    }

    /** A scenario twice, with different numbers of threads. */
    private int runTwice() {
        Valid valid = ScenarioFiles.read(console, file, ScenarioFiles.variables(settings));
        long chosen = seed != null ? seed : valid.scenario().run().seed();
        CryptoMode mode = Execution.crypto(valid.scenario(), crypto);
        Path neighbours = ScenarioFiles.folder(file);
        Execution.Outcome first =
                execution(valid, neighbours, chosen, mode, classpath, until()).apply(1);
        Cut cut = new Cut(first.result().ending().reason(), first.result().reachedNanos());
        if (cut.reason() == Testbed.Reason.INTERRUPTED || cut.reason() == Testbed.Reason.FAILED) {
            Verdicts.print(console.out(), first.result(), file.toString(), first.wallSeconds());
            return Verdicts.exitCode(first.result());
        }
        Execution.Outcome second = execution(cut.lifted(valid), neighbours, chosen, mode, classpath, cut.end(until()))
                .apply(shards == null ? 2 : Math.max(2, shards));
        Verdicts.print(console.out(), second.result(), file.toString(), second.wallSeconds());
        return compare(
                new Fingerprint("one thread", hash(first.result()), cut),
                second.shards() + " threads",
                second.result());
    }

    /** Runs are compared where both have come to the same moment. Whatever ended the first, it was between two rounds. */
    private int compare(Fingerprint one, String other, RunResult result) {
        Testbed.Reason reason = result.ending().reason();
        if (reason == Testbed.Reason.INTERRUPTED || reason == Testbed.Reason.FAILED) {
            return Verdicts.exitCode(result);
        }
        if (one.cut().reason() == Testbed.Reason.FAILED) {
            console.out().println("  not compared: " + one.who() + " broke off in the middle of a moment");
            return Verdicts.exitCode(result);
        }
        if (reason == Testbed.Reason.CUT && result.reachedNanos() != one.cut().reachedNanos()) {
            console.out()
                    .println("  not compared: " + one.who() + " ended at "
                            + QuantityText.moment(one.cut().reachedNanos()));
            return Verdicts.exitCode(result);
        }
        if (!one.hash().equals(hash(result))) {
            console.out()
                    .println("  NONDETERMINISM: " + one.who() + " has the trace hash " + one.hash() + ", " + other
                            + " has " + hash(result));
            return ExitCode.NONDETERMINISM;
        }
        String where = one.cut().reason() == Testbed.Reason.REACHED
                ? ""
                : " up to " + QuantityText.moment(result.reachedNanos());
        console.out().println("  same trace hash: " + one.who() + " and " + other + where);
        return Verdicts.exitCode(result);
    }

    /** What a run is compared by. */
    private record Fingerprint(String who, String hash, Cut cut) {}

    /**
     * How the first of two runs ended. Wall time, memory and signals end a run at no moment that could be told before; the
     * second one then goes as far and no further, whatever time and memory that takes.
     */
    private record Cut(Testbed.Reason reason, long reachedNanos) {
        private boolean isByChance() {
            return reason == Testbed.Reason.LIMIT || reason == Testbed.Reason.INTERRUPTED;
        }

        Valid lifted(Valid valid) {
            Scenario scenario = valid.scenario();
            return isByChance()
                    ? new Valid(
                            scenario.with(scenario.run().withoutRealLimits()),
                            valid.vars(),
                            valid.warnings(),
                            valid.places())
                    : valid;
        }

        OptionalLong end(OptionalLong asked) {
            return isByChance() ? OptionalLong.of(Math.min(reachedNanos, asked.orElse(reachedNanos))) : asked;
        }
    }

    /** Runs with a number of threads. */
    @FunctionalInterface
    private interface Runs {
        Execution.Outcome apply(int threads);
    }

    private Runs execution(Valid valid, Path folder, long chosenSeed, CryptoMode mode, String path, OptionalLong end) {
        return threads -> {
            try (Interruption interruption = new Interruption(console)) {
                return new Execution(
                                console,
                                valid,
                                folder,
                                "sim",
                                chosenSeed,
                                mode,
                                threads,
                                ApplicationLoader.of(path),
                                end)
                        .run(interruption);
            }
        };
    }

    private OptionalLong until() {
        if (until.isEmpty()) {
            return OptionalLong.empty();
        }
        return switch (Quantity.parse(until, Dimension.DURATION)) {
            case Quantity.Accepted accepted ->
                OptionalLong.of(accepted.quantity().baseUnits());
            case Quantity.Refused refused -> throw new CommandFailure(ExitCode.USAGE, "--until: " + refused.message());
        };
    }

    private static Testbed.Reason reason(String word) {
        return Arrays.stream(Testbed.Reason.values())
                .filter(reason -> reason.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElse(Testbed.Reason.REACHED);
    }

    private static String hash(RunResult result) {
        return result.traceHash().isPresent()
                ? TraceHash.text(result.traceHash().getAsLong())
                : "none";
    }

    private static JsonNode json(Path path) {
        try {
            return JsonMapper.shared().readTree(Files.readString(path));
        } catch (IOException | JacksonException unreadable) {
            throw new CommandFailure(ExitCode.USAGE, path + " is not there or is not the file of a run");
        }
    }

    private void require(boolean holds, String message) {
        if (!holds && spec != null) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
