package dev.understory.cli;

import dev.understory.node.cli.CommandFailure;
import dev.understory.node.cli.Console;
import dev.understory.node.cli.ExitCode;
import dev.understory.plan.ScenarioLanguage;
import dev.understory.scenario.ScenarioReader;
import dev.understory.scenario.ScenarioResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code understory list [FOLDER]}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the scenarios of a folder with what each shows.")
final class ListCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FOLDER", arity = "0..1", description = "The folder; scenarios by default.")
    private Path folder = Path.of("scenarios");

    ListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!Files.isDirectory(folder)) {
            throw new CommandFailure(ExitCode.USAGE, "there is no folder " + folder);
        }
        for (Path file : files()) {
            switch (new ScenarioReader(ScenarioLanguage.WHOLE).read(file, Collections.emptyMap())) {
                case ScenarioResult.Valid valid -> {
                    console.out().println(file);
                    if (!valid.scenario().summary().isEmpty()) {
                        console.out()
                                .println("    "
                                        + valid.scenario().summary().strip().replaceAll("\\p{Cntrl}+", " "));
                    }
                }
                case ScenarioResult.Invalid invalid ->
                    console.out()
                            .println(file + "\n    invalid: "
                                    + invalid.problems().getFirst());
            }
        }
        return ExitCode.OK;
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.walk(folder, 3)) {
            return all.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException failed) {
            throw new CommandFailure(ExitCode.USAGE, "cannot read " + folder + ": " + failed.getMessage());
        }
    }
}
