package dev.understory.plan;

import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.Scenario;
import dev.understory.scenario.ScenarioPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of planning a run: everything that it needs before its first event, or everything that speaks against it. */
public sealed interface Planning {
    /** It can be run. */
    record Planned(RunPlan plan, Geography geography) implements Planning {}

    /** It cannot; there is at least one problem. */
    record Refused(List<PlanProblem> problems) implements Planning {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Plans a run; the same scenario, seed and mode always give the same plan.
     *
     * @param folder where the files are that the scenario names
     */
    static Planning of(
            Scenario scenario, Path folder, long seed, CryptoMode crypto, RunPlan.Applications applications) {
        List<PlanProblem> problems = new ArrayList<>();
        Geography geography = geography(scenario, folder, problems);
        RunPlan plan = new RunPlanner(ScenarioLanguage.WHOLE, scenario, seed, crypto, problems).plan(applications);
        return plan == null || geography == null ? new Refused(problems) : new Planned(plan, geography);
    }

    private static @Nullable Geography geography(Scenario scenario, Path folder, List<PlanProblem> problems) {
        try {
            return Geography.load(scenario.network(), folder);
        } catch (UnrunnableException unusable) {
            ScenarioPath dataset = ScenarioPath.of("network").key("regions").key("dataset");
            problems.add(new PlanProblem(dataset, String.valueOf(unusable.getMessage())));
            return null;
        }
    }
}
