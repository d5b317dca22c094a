package dev.understory.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.check.CheckResult;
import dev.understory.measure.Meter;
import dev.understory.measure.Values;
import dev.understory.plan.ApplicationLoader;
import dev.understory.plan.Geography;
import dev.understory.plan.RunPlan;
import dev.understory.run.RunResult;
import dev.understory.run.Runs;
import dev.understory.run.ScenarioRun;
import dev.understory.run.tcp.TcpTestbed;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.Scenario;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The echo beside the peer-to-peer protocol on the same nodes, on both networks, and what becomes of it when something is wrong. */
final class EchoTest {
    private static final String BESIDE_BLOCKS = """
            run: {duration: 6s, drain: 6s}
            nodes:
              - {group: full, count: 5, services: [{kind: echo, port: 7007, tls: %s}]}
            phases: [{name: starting, until: 3s}, {name: running, until: end}]
            workloads:
              - {name: blocks, kind: broadcast, every: 500ms}
              - {name: echoes, kind: echo, rate: 20/s, size: 40KiB, during: running}
            checks:
              slo:
                - {name: some-blocks, metric: broadcast.delivered, stat: max, min: 1}
                - {name: echoes, metric: echo.completed, stat: mean, min: 1}
                - {name: all, metric: echo.completed, stat: count, min: 30}
            """;

    private static long total(RunResult result, String name) {
        Meter meter = result.measurements().meters().named(name).getFirst();
        return result.measurements()
                .total(
                        meter,
                        result.measurements().everyNode(),
                        result.measurements().always());
    }

    private static Values values(RunResult result, String name) {
        Meter meter = result.measurements().meters().named(name).getFirst();
        return result.measurements()
                .values(
                        meter,
                        result.measurements().everyNode(),
                        result.measurements().always());
    }

    private static void assertAllCameBack(RunResult result) {
        assertThat(result.failures().first()).isEmpty();
        assertThat(result.checks()).extracting(CheckResult::status).containsOnly(CheckResult.Status.HELD);
        long asked = total(result, "echo.asked");
        assertThat(values(result, "echo.latency").count()).isEqualTo(asked);
        assertThat(total(result, "echo.links")).isEqualTo(asked);
        assertThat(total(result, "echo.bytes")).isEqualTo(asked * 40 * 1024);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsSentComesBackBesideBlocksInVirtualTime(boolean tls) {
        assertAllCameBack(Runs.simulate(String.format(BESIDE_BLOCKS, tls)));
    }

    @Test
    void aSeedGivesOneHashWithRealTlsAndModelledOnAnyNumberOfThreads() {
        String scenario = String.format(BESIDE_BLOCKS, true);
        RunResult modelled = Runs.simulate(scenario, 7, 1, CryptoMode.MODELLED);
        RunResult real = Runs.simulate(scenario, 7, 2, CryptoMode.REAL);
        assertThat(real.traceHash()).isEqualTo(modelled.traceHash());
        assertAllCameBack(real);
        assertThat(Runs.simulate(String.format(BESIDE_BLOCKS, false), 7, 1, CryptoMode.MODELLED)
                        .traceHash())
                .as("TLS is on the wire")
                .isNotEqualTo(modelled.traceHash());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsSentComesBackBesideBlocksOverTcp(boolean tls) {
        Scenario scenario = Runs.scenario(String.format(BESIDE_BLOCKS, tls));
        RunPlan plan = RunPlan.of(scenario, 1, CryptoMode.REAL, ApplicationLoader.of(""));
        Geography geography = Geography.load(scenario.network(), Path.of("."));
        try (TcpTestbed testbed = new TcpTestbed(plan, geography)) {
            assertAllCameBack(new ScenarioRun(plan, testbed, ignored -> {}).run());
        }
    }

    @Test
    void whoCannotBeReachedOrIsTooSlowHasFailed() {
        RunResult result = Runs.simulate("""
                run: {duration: 9s, drain: 5s}
                nodes:
                  - {group: asking, count: 1}
                  - {group: asked, count: 1, services: [{kind: echo, port: 7007}]}
                workloads:
                  - {name: ok, kind: echo, every: 500ms, from: {group: asking}, to: {group: asked}, count: 4}
                  - {name: hasty, kind: echo, every: 500ms, from: {group: asking}, to: {group: asked}, timeout: 1us, count: 3}
                events: [{at: 5s, do: crash, who: {group: asked}}]
                checks:
                  slo:
                    - {name: before, metric: echo.completed, where: {workload: ok}, stat: mean, min: 1}
                    - {name: slow, metric: echo.completed, where: {workload: hasty}, stat: max, max: 0}
                    - {name: three, metric: echo.completed, where: {workload: hasty}, stat: count, min: 3, max: 3}
                """);
        assertThat(result.checks()).extracting(CheckResult::status).containsOnly(CheckResult.Status.HELD);
        assertThat(result.checks().get(1).note()).isEqualTo("max of 3");
        RunResult gone = Runs.simulate("""
                run: {duration: 9s, drain: 5s}
                nodes:
                  - {group: asking, count: 1}
                  - {group: asked, count: 1, services: [{kind: echo, port: 7007, tls: true}]}
                workloads: [{name: echo, kind: echo, every: 3s, from: {group: asking}, to: {group: asked}, size: 1MiB}]
                events: [{at: 3s, do: crash, who: {group: asked}}]
                checks: {slo: [{name: none, metric: echo.completed, stat: max, max: 0}]}
                """);
        assertThat(gone.checks()).extracting(CheckResult::status).containsExactly(CheckResult.Status.HELD);
        assertThat(gone.checks().getFirst().note()).isEqualTo("max of 2");
    }

    /** 1,100 links in 1.1 ms, of which 1,024 may be under way at one end. */
    @Test
    void linksBeyondTheLimitOfWhoAsksFailAtOnce() {
        RunResult result = Runs.simulate("""
                run: {duration: 9s, drain: 5s}
                network: {transport: {connect: {backlog: 5000}}}
                nodes:
                  - {group: asking, count: 1}
                  - {group: asked, count: 2, services: [{kind: echo, port: 7007}]}
                workloads: [{name: echo, kind: echo, every: 1us, from: {group: asking}, count: 1100, size: 10B}]
                """);
        assertThat(total(result, "echo.asked")).isEqualTo(1_100);
        assertThat(values(result, "echo.completed").sum()).isEqualTo(EchoClient.MOST_OPEN);
        assertThat(values(result, "echo.completed").count()).isEqualTo(1_100);
    }

    /** 1,400 links from two nodes, of which 1,024 may be open at the other end. */
    @Test
    void linksBeyondTheLimitOfAServiceAreRefused() {
        RunResult result = Runs.simulate("""
                run: {duration: 9s, drain: 5s}
                network:
                  transport: {connect: {backlog: 5000}}
                nodes:
                  - {group: asking, count: 2, place: {regions: europe}}
                  - {group: asked, count: 1, place: {regions: australia}, services: [{kind: echo, port: 7007}]}
                workloads:
                  - {name: echo, kind: echo, every: 1us, from: {group: asking, pick: all}, count: 1400, size: 10B}
                """);
        assertThat(total(result, "echo.asked")).isEqualTo(1_400);
        assertThat(total(result, "echo.links")).isEqualTo(EchoService.LINKS);
        assertThat(values(result, "echo.completed").sum()).isEqualTo(EchoService.LINKS);
        assertThat(result.failures().count()).isZero();
    }

    @Test
    void aServiceThatLosesItsNodeIsBackWithIt() {
        RunResult result = Runs.simulate("""
                run: {duration: 20s, drain: 5s}
                nodes:
                  - {group: asking, count: 1}
                  - {group: asked, count: 1, services: [{kind: echo, port: 7007, tls: true}]}
                phases: [{name: first, until: 12s}, {name: second, until: end}]
                workloads: [{name: echo, kind: echo, every: 500ms, from: {group: asking}, during: second}]
                events: [{at: 3s, do: crash, who: {group: asked}, restart: {after: 3s}}]
                checks: {slo: [{name: all, metric: echo.completed, stat: mean, min: 1}]}
                """);
        assertThat(result.checks()).extracting(CheckResult::status).containsExactly(CheckResult.Status.HELD);
    }

    @Test
    void severalServicesOfOneNodeAreToldApart() {
        RunResult result = Runs.simulate("""
                run: {duration: 3s}
                nodes:
                  - group: full
                    count: 3
                    services: [{kind: echo, port: 7007}, {kind: echo, name: secure, port: 7008, tls: true}]
                workloads:
                  - {name: one, kind: echo, every: 100ms, count: 3}
                  - {name: two, kind: echo, every: 100ms, count: 5, service: secure}
                """);
        assertThat(List.of(total(result, "echo.links"), total(result, "secure.links")))
                .containsExactly(3L, 5L);
        assertThat(values(result, "echo.latency").count()).isEqualTo(3);
    }
}
