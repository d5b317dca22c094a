package dev.understory.cli;

import dev.understory.run.Geography;
import dev.understory.run.UnrunnableException;
import dev.understory.scenario.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code understory check FILE...}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Reads scenarios and says what is wrong with them, without running them.")
final class CheckCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The scenarios.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "Another value for a variable of the scenario.")
    private List<String> settings = new ArrayList<>();

    CheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        int worst = ExitCode.HELD;
        for (Path file : files) {
            try {
                Scenario scenario = ScenarioFiles.read(
                                console, file, ScenarioFiles.variables("understory check", settings))
                        .scenario();
                Geography.load(scenario.network(), ScenarioFiles.folder(file));
                console.out()
                        .printf(
                                Locale.ROOT,
                                "ok  %s   %s   %s   %s%n",
                                file,
                                counted(scenario.nodeCount(), "node"),
                                counted(scenario.workloads().size(), "workload"),
                                counted(scenario.checks().count(), "check"));
            } catch (CommandFailure invalid) {
                invalid.lines().forEach(console.err()::println);
                worst = invalid.exitCode();
            } catch (UnrunnableException unrunnable) {
                console.err().println("understory check: " + file + ": " + unrunnable.getMessage());
                worst = ExitCode.USAGE;
            }
        }
        return worst;
    }

    private static String counted(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
