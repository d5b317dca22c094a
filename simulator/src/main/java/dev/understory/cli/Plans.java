package dev.understory.cli;

import dev.understory.node.cli.CommandFailure;
import dev.understory.node.cli.ExitCode;
import dev.understory.plan.PlanProblem;
import dev.understory.plan.Planning;
import dev.understory.plan.RunPlan;
import dev.understory.run.tcp.TcpTestbed;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.ScenarioResult.Valid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Plans the runs of commands: what is said to {@code check} a scenario and to {@code run} it is the same. */
final class Plans {
    private Plans() {}

    /**
     * The plan of a run; otherwise ends the command with a line for each thing that speaks against it.
     *
     * @param folder where the files are that the scenario names
     * @param network {@code sim} or {@code tcp}
     */
    static Planning.Planned plan(
            Valid valid, Path folder, String network, long seed, CryptoMode crypto, RunPlan.Applications applications) {
        List<PlanProblem> problems = new ArrayList<>();
        if (network.equals("tcp")) {
            problems.addAll(TcpTestbed.problems(valid.scenario()));
        }
        Planning planning = Planning.of(valid.scenario(), folder, seed, crypto, applications);
        if (planning instanceof Planning.Planned planned && problems.isEmpty()) {
            return planned;
        }
        if (planning instanceof Planning.Refused refused) {
            problems.addAll(refused.problems());
        }
        throw CommandFailure.complete(
                ExitCode.USAGE,
                problems.stream()
                        .map(problem -> valid.places().problem(problem.part(), problem.message()))
                        .sorted()
                        .map(Object::toString)
                        .toList());
    }
}
