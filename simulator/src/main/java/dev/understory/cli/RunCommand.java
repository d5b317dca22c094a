package dev.understory.cli;

import dev.understory.node.cli.CommandFailure;
import dev.understory.node.cli.Console;
import dev.understory.node.cli.ExitCode;
import dev.understory.plan.ApplicationLoader;
import dev.understory.report.RunFolder;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.ScenarioResult.Valid;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code understory run FILE}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs a scenario and writes its report; the verdict goes to standard output.")
final class RunCommand implements Callable<Integer> {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss", Locale.ROOT);

    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The scenario.")
    private Path file = Path.of("");

    @Option(
            names = "--network",
            paramLabel = "sim|tcp",
            description = "Virtual time on a simulated network (the default), or real time on sockets of this machine.")
    private String network = "sim";

    @Option(names = "--seed", paramLabel = "N", description = "The root seed; the scenario's own by default.")
    private @Nullable Long seed;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "Another value for a variable of the scenario.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--shards",
            paramLabel = "K",
            description = "Threads of a simulation, 1 to 64; never changes the result.")
    private @Nullable Integer shards;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the report goes; runs/NAME/TIME-seedN by default.")
    private @Nullable Path out;

    @Option(
            names = "--classpath",
            paramLabel = "PATH",
            description = "Jars and folders with the class of a workload of kind application.")
    private String classpath = "";

    @Option(
            names = "--crypto",
            paramLabel = "real|modelled",
            description = "The true cryptography, or only its sizes and times; the scenario's choice by default.")
    private String crypto = "";

    RunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        require(List.of("sim", "tcp").contains(network), "--network is sim or tcp, not '" + network + "'");
        require(List.of("", "real", "modelled").contains(crypto), "--crypto is real or modelled, not '" + crypto + "'");
        require(shards == null || shards >= 1 && shards <= Execution.MOST_SHARDS, Execution.shardsProblem(shards));
        require(seed == null || seed >= 0, "--seed is not negative");
        require(out == null || !out.toString().isEmpty(), "--out: the name of the folder is empty");
        Valid valid = ScenarioFiles.read(console, file, ScenarioFiles.variables(settings));
        try (Interruption interruption = new Interruption(console)) {
            return run(valid, interruption);
        }
    }

    private int run(Valid valid, Interruption interruption) {
        long chosen = seed != null ? seed : valid.scenario().run().seed();
        CryptoMode mode = network.equals("tcp") ? CryptoMode.REAL : Execution.crypto(valid.scenario(), crypto);
        Path folder = folder(valid.scenario().name(), chosen);
        Execution.Outcome outcome = new Execution(
                        console,
                        valid,
                        ScenarioFiles.folder(file),
                        network,
                        chosen,
                        mode,
                        shards == null ? 0 : shards,
                        ApplicationLoader.of(classpath),
                        OptionalLong.empty())
                .run(interruption);
        Map<String, Object> made = RunRecord.of(
                spec == null
                        ? List.of()
                        : spec.root().commandLine().getParseResult().originalArgs(),
                outcome,
                mode,
                ScenarioFiles.folder(file),
                classpath);
        try {
            RunFolder.write(folder, outcome.result(), made);
        } catch (IOException failed) {
            throw unwritable(folder, failed);
        }
        Verdicts.print(console.out(), outcome.result(), file.toString(), outcome.wallSeconds());
        Verdicts.printReproduction(console.out(), outcome.result(), file.toString(), options());
        console.out().println("  report:    " + folder.resolve(RunFolder.PAGE));
        return Verdicts.exitCode(outcome.result());
    }

    private Path folder(String name, long chosenSeed) {
        Path folder = out != null
                ? out
                : Path.of("runs", name, STAMP.format(LocalDateTime.now(ZoneId.systemDefault())) + "-seed" + chosenSeed);
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CommandFailure(ExitCode.USAGE, "--out " + folder + " is a file, not a folder");
        }
        try {
            // Before the run: nobody wants to hear it an hour later.
            RunFolder.tryOut(folder);
        } catch (IOException failed) {
            throw unwritable(folder, failed);
        }
        return folder;
    }

    private static CommandFailure unwritable(Path folder, IOException failed) {
        String reason = failed instanceof FileSystemException system && system.getReason() != null
                ? system.getReason()
                : failed.getClass().getSimpleName();
        return new CommandFailure(ExitCode.USAGE, "cannot write to " + folder + ": " + reason);
    }

    private String options() {
        StringBuilder options = new StringBuilder();
        settings.forEach(setting -> options.append(" --set ").append(setting));
        if (!crypto.isEmpty()) {
            options.append(" --crypto ").append(crypto);
        }
        if (!classpath.isEmpty()) {
            options.append(" --classpath ").append(classpath);
        }
        return options.toString();
    }

    private void require(boolean holds, String message) {
        if (!holds && spec != null) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
