package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.check.CheckResult;
import dev.understory.plan.ApplicationLoader;
import dev.understory.plan.Geography;
import dev.understory.plan.RunPlan;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.Scenario;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of a protocol of one's own is compiled and run as its readers do. */
class OwnProtocolTest {
    private static final Path EXAMPLES = Path.of("../scenarios/examples");

    @TempDir
    Path classes;

    @Test
    void theExampleHasFewerThanFiftyLinesAndRunsUnderFaults() throws IOException {
        Path source = EXAMPLES.resolve("Highest.java");
        assertThat(Files.readAllLines(source)).hasSizeLessThan(50);
        compile(source);
        Scenario scenario = Runs.scenario(Files.readString(EXAMPLES.resolve("highest.yaml")));
        RunPlan plan = RunPlan.of(scenario, 1, CryptoMode.MODELLED, ApplicationLoader.of(classes.toString()));
        try (SimTestbed testbed = new SimTestbed(plan, Geography.load(scenario.network(), EXAMPLES), 1)) {
            RunResult result = new ScenarioRun(plan, testbed, ignored -> {}).run();
            assertThat(result.checks()).isNotEmpty().allMatch(check -> check.status() == CheckResult.Status.HELD);
            assertThat(result.failures().first()).isEmpty();
        }
    }

    @Test
    void besideAnotherWorkloadItsMessagesGetToItAndNobodyElse() throws IOException {
        compile(EXAMPLES.resolve("Highest.java"));
        Scenario scenario = Runs.scenario("""
                run: {duration: 10s, warmup: 4s, drain: 2s}
                nodes: [{group: full, count: 8}]
                workloads:
                  - {name: blocks, kind: broadcast, every: 500ms}
                  - {name: highest, kind: application, class: Highest, settings: {repeat: 500}}
                checks:
                  always: [{name: intact, rule: broadcast.intact}]
                  slo:
                    - {name: delivery, metric: broadcast.delivered, stat: min, min: 1}
                    - {name: heard, metric: messages.delivered, stat: min, min: 20}
                """);
        RunPlan plan = RunPlan.of(scenario, 1, CryptoMode.MODELLED, ApplicationLoader.of(classes.toString()));
        try (SimTestbed testbed = new SimTestbed(plan, Geography.load(scenario.network(), EXAMPLES), 1)) {
            RunResult result = new ScenarioRun(plan, testbed, ignored -> {}).run();
            assertThat(result.checks()).allMatch(check -> check.status() == CheckResult.Status.HELD);
            assertThat(result.failures().first()).isEmpty();
        }
    }

    private void compile(Path source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        boolean compiled = compiler.getTask(
                        messages,
                        null,
                        null,
                        List.of("-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")),
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
                .call();
        assertThat(compiled).as(messages.toString()).isTrue();
    }
}
