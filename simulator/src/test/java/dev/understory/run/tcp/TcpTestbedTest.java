package dev.understory.run.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.check.CheckResult;
import dev.understory.measure.Measurements;
import dev.understory.measure.Meter;
import dev.understory.measure.Values;
import dev.understory.plan.ApplicationLoader;
import dev.understory.plan.Geography;
import dev.understory.plan.RunPlan;
import dev.understory.run.RunResult;
import dev.understory.run.Runs;
import dev.understory.run.ScenarioRun;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.Scenario;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Real sockets and real time: a few seconds, and only what must hold however slow the machine is. */
class TcpTestbedTest {
    @Test
    void messagesOverRealSocketsTakeAtLeastTheDelaysOfTheMap() {
        RunResult result = run("""
                run: {duration: 6s, warmup: 3s, drain: 2s}
                nodes: [{group: full, count: 4, place: {regions: {europe: 0.5, east_asia: 0.5}}, keyType: ed25519}]
                overlay: {kind: full-mesh}
                workloads: [{name: blocks, kind: broadcast, every: 300ms, size: 40KiB, relay: direct}]
                checks:
                  always: [{name: intact, rule: broadcast.intact}]
                  eventually: [{name: meshed, rule: "graph.links() == 6"}]
                """);
        assertThat(result.checks()).allMatch(check -> check.status() == CheckResult.Status.HELD);
        Measurements measured = result.measurements();
        Meter latency = measured.meters().named("broadcast.latency").getFirst();
        Values latencies = measured.values(latency, measured.everyNode(), measured.always());
        assertThat(latencies.count()).isPositive();
        assertThat(latencies.max()).isGreaterThan(125_000_000);
        assertThat(result.traceHash()).isEmpty();
        assertThat(result.failures().first()).isEmpty();
    }

    @Test
    void aPartitionAndACrashHappenToRealNodesToo() {
        RunResult result = run("""
                run: {duration: 9s, drain: 14s}
                nodes: [{group: a, count: 2, keyType: ed25519}, {group: b, count: 3, keyType: ed25519}]
                overlay: {kind: full-mesh}
                workloads: [{name: blocks, kind: broadcast, every: 200ms}]
                events:
                  - {at: 2s, do: partition, sides: [{group: a}, {group: b}], for: 5s}
                  - {at: 3s, do: crash, who: {group: b, pick: 1}, restart: {after: 3s}}
                checks:
                  eventually:
                    - {name: split, rule: "graph.components() >= 2", of: 2s, within: 6s}
                    - {name: down, rule: "graph.nodes() == 4", of: 3s, within: 3s}
                    - {name: whole, rule: "graph.links() == 10", of: 9s, within: 14s}
                """);
        assertThat(result.checks()).allMatch(check -> check.status() == CheckResult.Status.HELD);
        assertThat(result.incidents()).hasSize(2);
    }

    @Test
    void anApplicationThatThrowsFailsARunOfRealNodesToo() {
        RunResult result = run("""
                run: {duration: 2s, drain: 100ms}
                nodes: [{group: full, count: 2, keyType: ed25519}]
                workloads: [{name: mine, kind: application, class: dev.understory.run.VerdictTest$$Ending}]
                checks: {always: [{name: two, rule: "graph.nodes() == 2"}]}
                """);
        assertThat(result.verdict()).isEqualTo(RunResult.Verdict.FAIL);
        assertThat(result.failures().count()).isEqualTo(2);
        assertThat(result.failures().first())
                .allMatch(failure -> failure.text().contains("java.lang.IllegalStateException: boom"))
                .allMatch(failure -> failure.atNanos() >= 900_000_000L);
    }

    private static RunResult run(String yaml) {
        Scenario scenario = Runs.scenario(yaml);
        RunPlan plan = RunPlan.of(scenario, 1, CryptoMode.REAL, ApplicationLoader.of(""));
        try (TcpTestbed testbed = new TcpTestbed(plan, Geography.load(scenario.network(), Path.of(".")))) {
            return new ScenarioRun(plan, testbed, ignored -> {}).run();
        }
    }
}
