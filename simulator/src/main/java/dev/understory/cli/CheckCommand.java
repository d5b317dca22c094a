package dev.understory.cli;

import dev.understory.run.Geography;
import dev.understory.run.NodeFactory;
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
                NodeFactory.checkSettings(scenario);
                console.out()
                        .printf(
                                Locale.ROOT,
                                "ok  %s   %d nodes   %d workloads   %d checks%n",
                                file,
                                scenario.nodeCount(),
                                scenario.workloads().size(),
                                scenario.checks().count());
            } catch (CommandFailure invalid) {
                invalid.lines().forEach(console.err()::println);
                worst = invalid.exitCode();
            } catch (UnrunnableException unrunnable) {
                console.err().println(file + ": " + unrunnable.getMessage());
                worst = ExitCode.USAGE;
            }
        }
        return worst;
    }
}
