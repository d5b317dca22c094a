package dev.understory.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.plan.RandomScenarios;
import dev.understory.plan.ScenarioLanguage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ScenarioWriterTest {

    @Test
    void readingWhatWasWrittenGivesAnEqualScenario() {
        for (int seed = 0; seed < 60; seed++) {
            Scenario scenario = new RandomScenarios(seed).next();
            assertThat(reread(scenario)).as("seed %d", seed).isEqualTo(scenario);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.understory.scenario.ShippedScenariosTest#shipped")
    void shippedScenariosKeepTheirMeaning(Path file) {
        ScenarioReader reader = new ScenarioReader(ScenarioLanguage.WHOLE);
        Scenario scenario =
                Yaml.valid(reader.read(file, Collections.emptyMap())).scenario();
        String written = ScenarioWriter.write(ScenarioLanguage.WHOLE, scenario);
        assertThat(reread(reader, scenario)).isEqualTo(scenario);
        assertThat(ScenarioWriter.write(ScenarioLanguage.WHOLE, reread(reader, scenario)))
                .isEqualTo(written);
    }

    @Test
    void fillsInDefaultsVariablesAndPhases() {
        Scenario scenario = Yaml.scenario(
                "vars: {peers: 3}",
                "nodes: [{group: full, count: $peers}]",
                "phases: [{name: a, until: 10s}, {name: b, until: end}]",
                "events: [{at: phase(b).start, do: heal-all}]");
        assertThat(ScenarioWriter.write(ScenarioLanguage.WHOLE, scenario))
                .contains("count: 3", "seed: 1", "drain: 10s", "until: 1m", "at: 10s", "keyType: bls")
                .doesNotContain("$", "vars");
    }

    private static Scenario reread(Scenario scenario) {
        return reread(Yaml.READER, scenario);
    }

    private static Scenario reread(ScenarioReader reader, Scenario scenario) {
        byte[] yaml = ScenarioWriter.write(ScenarioLanguage.WHOLE, scenario).getBytes(StandardCharsets.UTF_8);
        return Yaml.valid(Yaml.read(reader, yaml)).scenario();
    }
}
