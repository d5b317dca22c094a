package dev.understory.run;

import dev.understory.plan.ApplicationLoader;
import dev.understory.plan.Geography;
import dev.understory.plan.RunPlan;
import dev.understory.plan.ScenarioLanguage;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.Scenario;
import dev.understory.scenario.ScenarioReader;
import dev.understory.scenario.ScenarioResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;

/** Runs scenarios that are written in a test. */
public final class Runs {
    private Runs() {}

    /** The scenario of a text. */
    public static Scenario scenario(String yaml) {
        ScenarioResult read = new ScenarioReader(ScenarioLanguage.WHOLE)
                .read(
                        "test.yaml",
                        yaml.getBytes(StandardCharsets.UTF_8),
                        Collections.emptyMap(),
                        path -> Files.readAllBytes(Path.of(path)));
        if (read instanceof ScenarioResult.Valid valid) {
            return valid.scenario();
        }
        throw new IllegalArgumentException(
                ((ScenarioResult.Invalid) read).problems().toString());
    }

    /** What comes of a scenario on the simulated network. */
    public static RunResult simulate(String yaml, long seed, int shards, CryptoMode crypto) {
        return simulate(RunPlan.of(scenario(yaml), seed, crypto, ApplicationLoader.of("")), shards);
    }

    /** What comes of a plan on the simulated network. */
    public static RunResult simulate(RunPlan plan, int shards) {
        Geography geography = Geography.load(plan.scenario().network(), Path.of("."));
        try (SimTestbed testbed = new SimTestbed(plan, geography, shards)) {
            return new ScenarioRun(plan, testbed, ignored -> {}).run();
        }
    }

    /** The same with modelled cryptography, one thread and seed 1. */
    public static RunResult simulate(String yaml) {
        return simulate(yaml, 1, 1, CryptoMode.MODELLED);
    }
}
