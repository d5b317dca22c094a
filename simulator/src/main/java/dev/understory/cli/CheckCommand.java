package dev.understory.cli;

import dev.understory.node.cli.CommandFailure;
import dev.understory.node.cli.Console;
import dev.understory.node.cli.ExitCode;
import dev.understory.plan.ApplicationLoader;
import dev.understory.plan.RunPlan;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.Scenario;
import dev.understory.scenario.ScenarioResult.Valid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code understory check FILE...}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Reads scenarios, plans their runs, and says what is wrong with them, without running them.")
final class CheckCommand implements Callable<Integer> {
    /** Stands for every application whose class is not looked for. */
    private static final RunPlan.Applications ANY = workload -> () -> node -> Behaviors.empty();

    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The scenarios.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "Another value for a variable of the scenario.")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--network", paramLabel = "sim|tcp", description = "The network it is to run on, as for run.")
    private String network = "sim";

    @Option(names = "--seed", paramLabel = "N", description = "The root seed; the scenario's own by default.")
    private @Nullable Long seed;

    @Option(
            names = "--classpath",
            paramLabel = "PATH",
            description = "As for run; only then the class of a workload of kind application is looked for.")
    private String classpath = "";

    CheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        require(List.of("sim", "tcp").contains(network), "--network is sim or tcp, not '" + network + "'");
        require(seed == null || seed >= 0, "--seed is not negative");
        Map<String, String> variables = ScenarioFiles.variables(settings);
        RunPlan.Applications applications = classpath.isEmpty() ? ANY : ApplicationLoader.of(classpath);
        int worst = ExitCode.OK;
        for (Path file : files) {
            try {
                check(file, variables, applications);
            } catch (CommandFailure invalid) {
                invalid.lines("understory check").forEach(console.err()::println);
                worst = invalid.exitCode();
            }
        }
        return worst;
    }

    /** The plan of a run is the same with modelled cryptography, and made sooner. */
    private void check(Path file, Map<String, String> variables, RunPlan.Applications applications) {
        Valid valid = ScenarioFiles.read(console, file, variables);
        Scenario scenario = valid.scenario();
        long chosen = seed != null ? seed : scenario.run().seed();
        Plans.plan(valid, ScenarioFiles.folder(file), network, chosen, CryptoMode.MODELLED, applications);
        console.out()
                .printf(
                        Locale.ROOT,
                        "ok  %s   %s   %s   %s%n",
                        file,
                        counted(scenario.nodeCount(), "node"),
                        counted(scenario.workloads().size(), "workload"),
                        counted(scenario.checks().count(), "check"));
    }

    private static String counted(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private void require(boolean holds, String message) {
        if (!holds && spec != null) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
