package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.check.CheckResult;
import org.junit.jupiter.api.Test;

/** Who sends to all peers does not wait for one of them (attacks.md, U7). */
class StuckPeerTest {
    private static final String SCENARIO = """
            run: {duration: 50s, warmup: 20s, drain: 5s}
            nodes:
              - {group: hub, count: 1, config: {p2p.connection.liveness-timeout: 60s, p2p.connection.write-stall-timeout: 60s}}
              - {group: peer, count: 20}
              - {group: stuck, count: 1, config: {p2p.connection.liveness-timeout: 60s}}
            overlay: {kind: dial, from: {group: [peer, stuck]}, to: {group: hub}}
            workloads:
              - {name: b, kind: broadcast, every: 50ms, size: 16KiB, from: {group: hub}, relay: direct, during: after}
            phases: [{name: before, until: 20s}, {name: after, until: end}]
            events: [%s]
            checks:
              always:
                - {name: held, rule: "all(hub.peers) == 21", during: after}
              slo:
                - {name: samples, metric: broadcast.latency, where: {group: peer}, stat: count, min: 1}
                - {name: p99, metric: broadcast.latency, where: {group: peer}, stat: p99, max: 1s}
            """;

    private static double measured(RunResult result, String check) {
        assertThat(result.checks()).extracting(CheckResult::status).containsOnly(CheckResult.Status.HELD);
        return result.checks().stream()
                .filter(found -> found.name().equals(check))
                .findFirst()
                .orElseThrow()
                .measured()
                .value()
                .orElseThrow();
    }

    @Test
    void onePeerThatTakesNothingDelaysNoOther() {
        RunResult usual = Runs.simulate(SCENARIO.formatted(""));
        RunResult stuck = Runs.simulate(SCENARIO.formatted("{at: 20s, do: pause, who: {group: stuck}, for: 35s}"));
        assertThat(measured(stuck, "samples")).isEqualTo(measured(usual, "samples"));
        assertThat(measured(stuck, "p99")).isLessThanOrEqualTo(1.05 * measured(usual, "p99"));
    }
}
