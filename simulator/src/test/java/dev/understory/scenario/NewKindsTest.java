package dev.understory.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.assault.AttackKinds;
import dev.understory.check.CheckResult;
import dev.understory.check.CheckResult.Status;
import dev.understory.fault.EventKinds;
import dev.understory.load.WorkloadKinds;
import dev.understory.metric.Metrics;
import dev.understory.plan.ApplicationLoader;
import dev.understory.plan.RandomScenarios;
import dev.understory.plan.RunPlan;
import dev.understory.report.RunFolder;
import dev.understory.run.RunResult;
import dev.understory.run.Runs;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.rule.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A kind of workload, metrics and a rule that are only in the lists of a language can do all that those of the simulator can. */
final class NewKindsTest {
    private static final Language LANGUAGE = new Language(
            EventKinds.ALL,
            with(WorkloadKinds.ALL, Heartbeat.KIND),
            AttackKinds.ALL,
            new Vocabulary(
                    with(with(Metrics.ALL.metrics(), Heartbeat.BEATS), Heartbeat.GAP),
                    with(Metrics.ALL.rules(), Heartbeat.FRESH)));

    private static final String SCENARIO = """
            run: {duration: 20s}
            nodes: [{group: a, count: 4}, {group: b, count: 4}]
            overlay: [{kind: full-mesh}]
            workloads:
              - {name: hearts, kind: heartbeat, among: {group: a}}
            checks:
              always: [{name: fresh, rule: heartbeat.fresh}]
              eventually: [{name: heard, rule: "all(a.heartbeats) >= 50"}]
              slo:
                - {name: regular, metric: heartbeat.gap, where: {workload: hearts, group: a}, stat: p50, min: 0.9s, max: 1.1s}
                - {name: many, metric: heartbeats, stat: max, max: 200}
            """;

    private static <T> List<T> with(List<T> some, T another) {
        return Stream.concat(some.stream(), Stream.of(another)).toList();
    }

    @Test
    void areUsableInAScenarioAndStandInItsReport(@TempDir Path folder) throws IOException {
        RunResult result = run(SCENARIO);
        assertThat(result.checks()).hasSize(4).allMatch(check -> check.status() == Status.HELD, "held");
        RunFolder.write(folder, result, new TreeMap<>());
        assertThat(Files.readString(folder.resolve("metrics.csv"))).contains("summary,heartbeat.gap,count,");
        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("heartbeat.gap")
                .contains("first of their kind");
        assertThat(scenario(Files.readString(folder.resolve("scenario.resolved.yaml")))
                        .workloads())
                .isEqualTo(result.plan().scenario().workloads());
    }

    @Test
    void canBreak() {
        RunResult result = run(SCENARIO + "events: [{at: 10s, do: pause, who: {group: a, pick: 1}, for: 2.5s}]");
        assertThat(result.checks().getFirst())
                .returns(Status.BROKEN, CheckResult::status)
                .returns("3 late beats", check -> check.measured().text());
    }

    @Test
    void areAskedForWhereTheyAre() {
        assertThatThrownBy(() -> run(SCENARIO.replace("group: a}, stat", "group: b}, stat")))
                .hasMessage("checks.slo[0].where: no node with these labels takes part in what heartbeat.gap measures");
    }

    @Test
    void theirMistakesAreToldAsThoseOfOthers() {
        assertThat(problems(SCENARIO.replace("among: {group: a}", "amon: {group: a}")))
                .contains("test.yaml:5:37: unknown key 'amon' in a workload of kind heartbeat (did you mean 'among'?)");
        assertThat(problems(SCENARIO.replace("a.heartbeats", "a.heartbeat")))
                .contains("test.yaml:8:43: unknown state 'heartbeat' (did you mean 'heartbeats'?)");
        assertThat(problems(SCENARIO.replace("kind: heartbeat, among: {group: a}", "kind: broadcast, every: 1s")))
                .contains(
                        "test.yaml:7:32: heartbeat.fresh needs a workload of kind heartbeat",
                        "test.yaml:8:37: the state heartbeats needs a workload of kind heartbeat",
                        "test.yaml:10:31: no workload of this scenario samples heartbeat.gap");
    }

    @Test
    void standInTheSchemaInTheReferenceAndInRandomScenarios() throws IOException {
        JsonNode schema = JsonMapper.builder().build().readTree(ScenarioSchema.text(LANGUAGE));
        JsonNode kind = schema.at("/properties/workloads/items/oneOf").get(WorkloadKinds.ALL.size());
        assertThat(kind.at("/properties/kind/const").asString()).isEqualTo("heartbeat");
        assertThat(kind.at("/properties/period/description").asString()).isEqualTo("from beat to beat");
        assertThat(schema.toString()).contains("\"bft.messages\"").contains("\"heartbeat.gap\"");

        String page = ReferencePage.telling(Files.readString(Yaml.SHIPPED.resolve("README.md")), LANGUAGE);
        assertThat(page)
                .contains("""
                        **`heartbeat`**: nodes tell their peers that they are there.

                        | key | default | |
                        |---|---|---|
                        | `among` | everybody | whose hearts beat |
                        | `period` | `1s` | from beat to beat |

                        ### What a message carries
                        """)
                .contains("| `heartbeats` | beats heard so far |\n\n")
                .contains(
                        "| `heartbeat.gap` | duration | workload, group, region | beat heard: since the one before it |\n\n")
                .contains("| `heartbeat.fresh` | no beat comes later than after two periods |\n\n");

        Scenario random = new RandomScenarios(LANGUAGE, 1).next();
        assertThat(random.workloads().getLast()).isInstanceOf(Heartbeat.class);
        assertThat(scenario(ScenarioWriter.write(LANGUAGE, random))).isEqualTo(random);
    }

    private static RunResult run(String yaml) {
        return Runs.simulate(RunPlan.of(LANGUAGE, scenario(yaml), 1, CryptoMode.MODELLED, ApplicationLoader.of("")), 2);
    }

    private static List<String> problems(String yaml) {
        return Yaml.problems(Yaml.read(LANGUAGE, yaml));
    }

    private static Scenario scenario(String yaml) {
        return Yaml.valid(Yaml.read(LANGUAGE, yaml)).scenario();
    }
}
