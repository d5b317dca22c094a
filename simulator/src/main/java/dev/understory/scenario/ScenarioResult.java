package dev.understory.scenario;

import dev.understory.scenario.shape.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What became of reading a scenario. */
public sealed interface ScenarioResult {
    /**
     * It can be run.
     *
     * @param vars the value of each variable, for reports
     * @param warnings what is probably not meant; sorted by place
     * @param places where its parts stand in the file
     */
    record Valid(Scenario scenario, Map<String, String> vars, List<Problem> warnings, Places places)
            implements ScenarioResult {
        public Valid {
            vars = Collections.unmodifiableMap(new LinkedHashMap<>(vars));
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * It cannot be run.
     *
     * @param problems all of them, at least one; sorted by place
     */
    record Invalid(List<Problem> problems) implements ScenarioResult {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
