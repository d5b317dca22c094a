package dev.understory.plan;

import dev.understory.assault.AttackKinds;
import dev.understory.fault.EventKinds;
import dev.understory.load.WorkloadKinds;
import dev.understory.metric.Metrics;
import dev.understory.scenario.Language;

/** The language of scenarios as this simulator understands it. */
public final class ScenarioLanguage {
    /** All there is. */
    public static final Language WHOLE = new Language(EventKinds.ALL, WorkloadKinds.ALL, AttackKinds.ALL, Metrics.ALL);

    private ScenarioLanguage() {}
}
