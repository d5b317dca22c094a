package dev.understory.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.understory.plan.ApplicationLoader;
import dev.understory.plan.Geography;
import dev.understory.plan.RunPlan;
import dev.understory.plan.ScenarioLanguage;
import dev.understory.run.RunResult.Verdict;
import dev.understory.run.ScenarioRun;
import dev.understory.run.SimTestbed;
import dev.understory.scenario.Scenario;
import dev.understory.scenario.ScenarioReader;
import dev.understory.scenario.ScenarioResult;
import dev.understory.scenario.ScenarioResult.Valid;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WholeCommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"bulk.yaml", "idle.yaml"})
    void theScenariosThatComeWithTheBenchmarksAreValid(String name) throws IOException {
        assertThat(read(name)).isInstanceOf(Valid.class);
    }

    /** The launcher keeps no cache of a run that does not. */
    @Test
    void theScenarioThatTheCacheOfFastStartsIsTrainedWithPasses() throws IOException {
        Scenario scenario = ((Valid) read("training.yaml")).scenario();
        RunPlan plan = RunPlan.of(scenario, 1, scenario.run().crypto(), ApplicationLoader.of(""));
        try (SimTestbed testbed = new SimTestbed(plan, Geography.load(scenario.network(), Path.of("")), 2)) {
            assertThat(new ScenarioRun(plan, testbed, ignored -> {}).run().verdict())
                    .isEqualTo(Verdict.PASS);
        }
    }

    private static ScenarioResult read(String name) throws IOException {
        try (InputStream text = WholeCommand.class.getResourceAsStream("/scenarios/" + name)) {
            return new ScenarioReader(ScenarioLanguage.WHOLE)
                    .read(name, Objects.requireNonNull(text).readAllBytes(), Map.of(), path -> {
                        throw new FileNotFoundException(path);
                    });
        }
    }

    @Test
    void withoutTheLauncherItSaysThatItIsNeeded() {
        assertThatThrownBy(() -> Suites.named("start").run(new BenchContext(0, 1, 1000)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("./understory bench");
    }

    @Test
    void theUseOfAProcessIsWhatLinuxTells() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/stat")), "only Linux tells");
        double before = ProcessUse.secondsOfChildren();
        Process child = new ProcessBuilder(
                        List.of("sh", "-c", "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; read line"))
                .start();
        double resident = ProcessUse.mostResident(child.pid());
        child.getOutputStream().close();
        child.waitFor();
        assertThat(ProcessUse.secondsOfChildren() - before).isBetween(0.02, 20.0);
        assertThat(resident).isBetween(1e5, 1e9);
        assertThat(ProcessUse.mostResident(child.pid())).isNaN();
    }
}
