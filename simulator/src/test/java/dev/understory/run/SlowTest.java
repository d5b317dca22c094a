package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understory.check.CheckResult;
import dev.understory.fault.Incident;
import dev.understory.plan.PlanProblem;
import dev.understory.run.tcp.TcpTestbed;
import dev.understory.scenario.RunSettings.CryptoMode;
import org.junit.jupiter.api.Test;

/** What slow machines and slow ways cost, against what follows from their numbers. */
class SlowTest {
    /** Two nodes in one region and nothing by chance; what a sends is timed in three phases, and what b sends. */
    private static final String PAIR = """
            run: {duration: 40s, drain: 10s}
            network: {latency: {jitter: 0s}}
            nodes: [{group: a, count: 1, place: {regions: europe}}, {group: b, count: 1, place: {regions: europe}}]
            phases: [{name: start, until: 10s}, {name: before, until: 20s}, {name: then, until: 30s}, {name: after, until: end}]
            workloads:
              - {name: there, kind: broadcast, every: 2s, size: %s, from: {group: a}, during: [before, then, after]}
              - {name: back, kind: broadcast, every: 2s, size: %s, from: {group: b}, during: [before, then, after]}
            events: [{at: 20s, for: 10s, do: slow, %s}]
            checks:
              slo:
                - {name: there-before, metric: broadcast.latency, where: {workload: there}, stat: mean, min: 0s, during: before}
                - {name: there-then, metric: broadcast.latency, where: {workload: there}, stat: mean, min: 0s, during: then}
                - {name: there-after, metric: broadcast.latency, where: {workload: there}, stat: mean, min: 0s, during: after}
                - {name: back-before, metric: broadcast.latency, where: {workload: back}, stat: mean, min: 0s, during: before}
                - {name: back-then, metric: broadcast.latency, where: {workload: back}, stat: mean, min: 0s, during: then}
            """;

    @Test
    void aLongerWayDelaysEverythingByExactlyThatInItsDirectionAndForItsTime() {
        RunResult result = Runs.simulate(
                PAIR.formatted("100B", "100B", "from: {group: a}, to: {group: b}, way: from-to, delay: 123ms"));
        assertThat(seconds(result, "there-then")).isCloseTo(seconds(result, "there-before") + 0.123, within(1e-6));
        assertThat(seconds(result, "there-after")).isCloseTo(seconds(result, "there-before"), within(1e-6));
        assertThat(seconds(result, "back-then")).isCloseTo(seconds(result, "back-before"), within(1e-6));
        assertThat(result.incidents())
                .containsExactly(new Incident("slow", "slow: ways 1 > 1", false, 20_000_000_000L, 30_000_000_000L));
    }

    @Test
    void bothDirectionsAreSlowUnlessTheScenarioSaysOtherwise() {
        RunResult result = Runs.simulate(PAIR.formatted("100B", "100B", "to: {group: b}, delay: 50ms"));
        assertThat(seconds(result, "there-then")).isCloseTo(seconds(result, "there-before") + 0.05, within(1e-6));
        assertThat(seconds(result, "back-then")).isCloseTo(seconds(result, "back-before") + 0.05, within(1e-6));
    }

    /** A million bytes are 8 Mbit, and headers and frames take 3 to 8 % more. */
    @Test
    void aNarrowWayCarriesWhatItsBandwidthAllows() {
        RunResult result =
                Runs.simulate(PAIR.formatted("1MB", "100B", "from: {group: a}, way: from-to, bandwidth: 8Mbit/s"));
        assertThat(seconds(result, "there-before")).isLessThan(0.2);
        assertThat(seconds(result, "there-then")).isBetween(1.03, 1.08 + seconds(result, "there-before"));
        assertThat(seconds(result, "there-after")).isLessThan(0.2);
    }

    /** A chance of a quarter from the event is the same as one from the network's own setting. */
    @Test
    void aLossyWayIsAsANetworkThatLosesAsMuch() {
        String scenario = """
                run: {duration: 30s, drain: 0s}
                network: {transport: {loss: {rate: %s}}}
                nodes: [{group: full, count: 6, start: {at: 1s}}]
                workloads: [{name: txs, kind: broadcast, topic: TX, every: 200ms, size: 10KB}]
                events: [{at: 0s, do: slow, %s}]
                """;
        long byEvent = hash(scenario.formatted("0", "loss: 0.25"), 1);
        assertThat(byEvent).isEqualTo(hash(scenario.formatted("0.25", "delay: 1ms, from: {fraction: 0}"), 1));
        assertThat(byEvent).isNotEqualTo(hash(scenario.formatted("0", "delay: 1ms, from: {fraction: 0}"), 1));
    }

    /** A machine that is five times slower is as one whose signatures cost five times as much. */
    @Test
    void aSlowProcessorIsAsOneThatIsSlowByItself() {
        String scenario = """
                run: {duration: 20s, drain: 0s}
                nodes: [{group: full, count: 8, start: {at: 1s}, cpu: {sign: %s, verify: %s}}]
                events: [{at: 0s, do: slow, who: {%s}, cpu: 5}]
                """;
        long byEvent = hash(scenario.formatted("10ms", "20ms", ""), 1);
        assertThat(byEvent).isEqualTo(hash(scenario.formatted("50ms", "100ms", "fraction: 0"), 1));
        assertThat(byEvent).isNotEqualTo(hash(scenario.formatted("10ms", "20ms", "fraction: 0"), 1));
    }

    @Test
    void slowProcessorsAreFastAgainAfterwardsAndFactorsMultiply() {
        String handshakes = """
                run: {duration: 60s, drain: 0s}
                nodes:
                  - group: full
                    count: 2
                    cpu: {sign: 100ms, verify: 100ms}
                    config: {p2p.dial.must-connect-timeout: 2s, p2p.dial.must-connect-max-delay: 60s}
                events:
                  - {at: 10s, for: 20s, do: slow, who: {}, cpu: 2}
                  - {at: 12s, for: 10s, do: slow, who: {}, cpu: 3}
                  - {at: %s, do: crash, who: {pick: one}, restart: {after: 1s}}
                checks:
                  slo: [{name: time, metric: handshake.time, stat: max, min: 0s, during: then}]
                phases: [{name: start, until: 5s}, {name: then, until: end}]
                """;
        double normal = seconds(Runs.simulate(handshakes.formatted("5s")), "time");
        double both = seconds(Runs.simulate(handshakes.formatted("15s")), "time");
        double first = seconds(Runs.simulate(handshakes.formatted("24s")), "time");
        double after = seconds(Runs.simulate(handshakes.formatted("40s")), "time");
        assertThat(after).isCloseTo(normal, within(0.01));
        assertThat(first - normal).isCloseTo(0.2, within(0.01)); // one signature and one verification
        assertThat(both - normal).isCloseTo(5 * 0.2, within(0.01));
    }

    @Test
    void theSameHappensWithAnyNumberOfThreads() {
        String scenario = PAIR.formatted("1MB", "20KB", "delay: 20ms, bandwidth: 3Mbit/s, loss: 0.02");
        assertThat(hash(scenario, 4)).isEqualTo(hash(scenario, 1));
    }

    @Test
    void whatNobodyIsThereForLeavesTheRunWithoutAVerdict() {
        RunResult result = Runs.simulate("""
                run: {duration: 20s, drain: 0s}
                nodes: [{group: a, count: 1}, {group: b, count: 1, start: {at: 15s}}]
                events: [{at: 1s, for: 5s, do: slow, from: {group: a}, to: {group: b}, delay: 1s}]
                """);
        assertThat(result.checks()).extracting(CheckResult::name).containsExactly("events[0]");
    }

    @Test
    void realSocketsCanOnlyBeDelayedAndACheckSaysSo() {
        assertThat(TcpTestbed.problems(Runs.scenario(PAIR.formatted("1KB", "1KB", "delay: 1s"))))
                .isEmpty();
        for (String damage : new String[] {"bandwidth: 1Mbit/s", "delay: 1s, loss: 0.1", "who: {}, cpu: 2"}) {
            assertThat(TcpTestbed.problems(Runs.scenario(PAIR.formatted("1KB", "1KB", damage))))
                    .extracting(PlanProblem::toString)
                    .singleElement()
                    .asString()
                    .startsWith("events[0].do: slow: over --network tcp there is only 'delay'");
        }
    }

    @Test
    void whatDoesNotGoTogetherIsToldWithItsPlace() {
        String[][] mistakes = {
            {"for: 1s", "2:10: expected 'who' and 'cpu', or one of 'delay', 'bandwidth' and 'loss'"},
            {"who: {}", "2:34: expected 'who' and 'cpu'"},
            {"who: {}, cpu: 2, from: {}", "2:52: this goes with 'delay', 'bandwidth' or 'loss'"},
            {"cpu: 2, delay: 1s", "2:34: slow processors and slow ways are two events"},
            {"loss: 1", "2:35: where everything is lost nothing is slow"},
            {"who: {}, cpu: 0.5", "2:43: expected a number without a unit from 1.0 to 10000.0"},
        };
        for (String[] mistake : mistakes) {
            assertThatThrownBy(() -> Runs.scenario("""
                            nodes: [{group: a, count: 3}]
                            events: [{at: 1s, do: slow, %s}]
                            """.formatted(mistake[0]))).hasMessageContaining(mistake[1]);
        }
    }

    private static long hash(String yaml, int shards) {
        return Runs.simulate(yaml, 3, shards, CryptoMode.MODELLED).traceHash().getAsLong();
    }

    private static double seconds(RunResult result, String check) {
        return result.checks().stream()
                        .filter(each -> each.name().equals(check))
                        .findFirst()
                        .orElseThrow()
                        .measured()
                        .value()
                        .orElseThrow()
                / 1e9;
    }
}
