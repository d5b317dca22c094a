package dev.understory.cli;

import dev.understory.node.cli.CommandFailure;
import dev.understory.node.cli.Console;
import dev.understory.node.cli.ExitCode;
import dev.understory.plan.ScenarioLanguage;
import dev.understory.scenario.ScenarioReader;
import dev.understory.scenario.ScenarioResult;
import dev.understory.scenario.ScenarioResult.Valid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the scenarios that commands are given. */
final class ScenarioFiles {
    private ScenarioFiles() {}

    /** The scenario of a file; otherwise ends the command with a line for each problem. Warnings are shown. */
    static Valid read(Console console, Path file, Map<String, String> variables) {
        return read(console, file, variables, folder(file));
    }

    /** The same with the files it refers to in another folder. */
    static Valid read(Console console, Path file, Map<String, String> variables, Path folder) {
        if (file.toString().isEmpty()) {
            throw CommandFailure.complete(ExitCode.USAGE, List.of("understory: the name of the scenario is empty"));
        }
        return switch (new ScenarioReader(ScenarioLanguage.WHOLE).read(file, variables, folder)) {
            case Valid valid -> {
                valid.warnings().forEach(warning -> console.err().println("warning: " + warning));
                yield valid;
            }
            case ScenarioResult.Invalid invalid ->
                throw CommandFailure.complete(
                        ExitCode.USAGE,
                        invalid.problems().stream().map(Object::toString).toList());
        };
    }

    /** The variables of {@code --set}: texts of the form {@code name=value}. */
    static Map<String, String> variables(List<String> settings) {
        Map<String, String> variables = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                problems.add("--set takes name=value, not '" + setting + "'");
            } else {
                variables.put(setting.substring(0, equals), setting.substring(equals + 1));
            }
        }
        if (!problems.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, problems);
        }
        return variables;
    }

    /** The folder that the files a scenario names are in. */
    static Path folder(Path scenario) {
        Path parent = scenario.toAbsolutePath().getParent();
        return parent == null ? scenario.toAbsolutePath() : parent;
    }
}
