package dev.understory.plan;

import dev.understory.scenario.ScenarioPath;

/**
 * Something that speaks against a run of a scenario that is valid as a file.
 *
 * @param part the part of the scenario that it is about
 * @param message one line that says what is wrong with it
 */
public record PlanProblem(ScenarioPath part, String message) {
    @Override
    public String toString() {
        return part + ": " + message;
    }
}
