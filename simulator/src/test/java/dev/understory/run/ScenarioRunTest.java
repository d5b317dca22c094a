package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.understory.check.CheckResult;
import dev.understory.fault.Incident;
import dev.understory.measure.Measurements;
import dev.understory.measure.Meter;
import dev.understory.run.RunResult.Verdict;
import org.junit.jupiter.api.Test;

class ScenarioRunTest {
    @Test
    void aFloodReachesEverybody() {
        RunResult result = Runs.simulate("""
                run: {duration: 10s, warmup: 4s, drain: 2s}
                nodes: [{group: full, count: 12}]
                workloads: [{name: blocks, kind: broadcast, every: 500ms, size: 20KiB}]
                checks:
                  always: [{name: intact, rule: broadcast.intact}, {name: once, rule: broadcast.once}]
                  slo: [{name: delivery, metric: broadcast.delivered, stat: min, min: 1}]
                """);
        assertThat(result.checks()).allMatch(check -> check.status() == CheckResult.Status.HELD);
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(total(result, "broadcast.published")).isEqualTo(19);
        assertThat(total(result, "messages.delivered")).isEqualTo(total(result, "messages.sent"));
        assertThat(result.failures().first()).isEmpty();
    }

    @Test
    void questionsAreAnsweredAndSomeFailWhileTheirPeersAreDown() {
        RunResult result = Runs.simulate("""
                run: {duration: 30s, warmup: 4s, drain: 10s}
                nodes: [{group: full, count: 10}]
                workloads:
                  - {name: fetch, kind: request, rate: 20/s, size: {request: 100B, response: 30KiB}, timeout: 2s}
                events:
                  - {at: 15s, do: crash, who: {group: full, pick: 3}, restart: {after: 5s}}
                checks:
                  eventually: [{name: back, rule: "graph.nodes() == 10"}, {name: whole, rule: "graph.components() == 1"}]
                  slo:
                    - {name: most, metric: request.completed, stat: mean, min: 0.9}
                    - {name: not-all, metric: request.completed, stat: min, max: 0}
                    - {name: down-and-up, metric: restarts, stat: max, min: 1, max: 1}
                """);
        assertThat(result.checks()).allMatch(check -> check.status() == CheckResult.Status.HELD);
        assertThat(result.incidents())
                .hasSize(3)
                .allMatch(incident -> incident.kind().equals("crash"));
    }

    @Test
    void consensusSendsWhatTheSpecificationCountsAndStopsAtItsHeight() {
        RunResult result = Runs.simulate("""
                run: {duration: 45s, drain: 5s}
                nodes: [{group: validator, count: 7}]
                overlay: {kind: full-mesh}
                workloads: [{name: votes, kind: nestbft, among: {group: validator}, blockSize: 20KiB, heights: 2}]
                checks:
                  always: [{name: agreement, rule: bft.agreement}, {name: quorum, rule: bft.quorum}]
                  eventually: [{name: committed, rule: "all(validator.height) == 2"}]
                  slo: [{name: messages, metric: bft.messages, stat: max, min: 42, max: 42}]
                """);
        assertThat(result.checks()).allMatch(check -> check.status() == CheckResult.Status.HELD);
        assertThat(total(result, "messages.sent", "consensus")).isEqualTo(2 * 7 * 6);
        assertThat(total(result, "messages.sent", "block")).isEqualTo(2 * 2 * 7 * 6);
    }

    @Test
    void twoOfFiveValidatorsThatCrashAreBackInTimeForTheRoundThatTheirDelayAllows() {
        // A commit at 40 s; they are level at 49 s, 4.6 s after the others' election: round 2 is the first to wait
        // longer.
        RunResult result = Runs.simulate("""
                run: {duration: 190s, drain: 5s}
                nodes: [{group: validator, count: 5}]
                overlay: {kind: full-mesh}
                workloads: [{name: votes, kind: nestbft, among: {group: validator}, blockSize: 4KiB}]
                events: [{at: 42100ms, do: crash, who: {group: validator, pick: 2}, restart: {after: 5s}}]
                checks:
                  always: [{name: agreement, rule: bft.agreement}, {name: quorum, rule: bft.quorum}]
                  eventually: [{name: on, rule: "all(validator.height) == 3", of: 183s, within: 3s}]
                  slo:
                    - {name: gap, metric: bft.block.interval, stat: max, min: 143s, max: 145s}
                    - {name: rounds, metric: bft.rounds, stat: max, min: 3, max: 3}
                """);
        assertThat(result.checks()).allMatch(check -> check.status() == CheckResult.Status.HELD);
    }

    @Test
    void aPartitionSplitsTheNetworkAndTheDrainHealsIt() {
        RunResult result = Runs.simulate("""
                run: {duration: 25s, warmup: 5s, drain: 40s}
                nodes: [{group: a, count: 4}, {group: b, count: 4}]
                workloads: [{name: txs, kind: broadcast, topic: TX, every: 1s}]
                events: [{at: 10s, do: partition, sides: [{group: a}, {group: b}]}]
                checks:
                  eventually:
                    - {name: split, rule: "graph.components() == 2", of: 10s, within: 10s}
                    - {name: whole, rule: "graph.components() == 1", of: 25s, within: 40s}
                  slo: [{name: lost, metric: broadcast.delivered, stat: min, max: 0.9}]
                """);
        assertThat(result.checks()).allMatch(check -> check.status() == CheckResult.Status.HELD);
        assertThat(result.incidents()).singleElement().satisfies(incident -> {
            assertThat(incident.text()).isEqualTo("partition 4 | 4");
            assertThat(incident.untilNanos()).isEqualTo(25_000_000_000L);
        });
    }

    @Test
    void nodesThatChurnComeAndGo() {
        RunResult result = Runs.simulate("""
                run: {duration: 60s, drain: 20s}
                nodes: [{group: stable, count: 3}, {group: home, count: 20}]
                overlay: [{kind: full-mesh, among: {group: stable}}, {kind: dial, from: {group: home}, to: {group: stable}, each: 2}]
                churn:
                  - name: homes
                    who: {group: home}
                    session: {kind: exponential, mean: 20s}
                    downtime: {kind: constant, value: 5s}
                    leave: {crash: 0.5, graceful: 0.5}
                checks:
                  always: [{name: stable-stay, rule: "max(stable.restarts) == 0"}]
                  slo: [{name: churned, metric: restarts, stat: max, min: 1}]
                """);
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void theRestartOfACrashDoesNotEndALaterCrash() {
        RunResult result = Runs.simulate("""
                run: {duration: 50s, drain: 5s}
                nodes: [{group: a, count: 1}, {group: b, count: 2}]
                events:
                  - {at: 10s, do: crash, who: {group: a}, restart: {after: 15s}}
                  - {at: 12s, do: restart, who: {group: a}}
                  - {at: 20s, do: crash, who: {group: a}, restart: {after: 15s}}
                """);
        assertThat(result.incidents())
                .extracting(Incident::fromNanos, Incident::untilNanos)
                .containsExactly(tuple(10_000_000_000L, 12_000_000_000L), tuple(20_000_000_000L, 35_000_000_000L));
    }

    @Test
    void whatASlowUplinkKeepsBackIsSeenAndGoneAtTheEnd() {
        RunResult result = Runs.simulate("""
                run: {duration: 20s, drain: 80s}
                network: {access: {slow: {up: 2Mbit/s, down: 100Mbit/s, queue: 64KiB}}}
                nodes: [{group: a, count: 1, place: {access: slow}}, {group: b, count: 3}]
                overlay: {kind: full-mesh}
                workloads:
                  - {name: blocks, kind: broadcast, topic: BLOCK, from: {group: a}, every: 1s, count: 3, size: 2MiB}
                checks:
                  eventually:
                    - {name: waiting, rule: "max(a.queue.bytes) > 2MiB", within: 20s, of: 0s}
                    - {name: sent, rule: "max(node.queue.bytes) == 0B", within: 80s, of: 20s}
                """);
        assertThat(result.checks())
                .as("%s", result.checks())
                .allMatch(check -> check.status() == CheckResult.Status.HELD);
    }

    @Test
    void aRunWithoutChecksSaysNothing() {
        RunResult result = Runs.simulate("nodes: [{group: full, count: 2}]\nrun: {duration: 2s, drain: 1s}\n");
        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void aLimitOfEventsEndsTheRunWithoutAVerdict() {
        RunResult result = Runs.simulate("""
                run: {duration: 60s, limits: {events: 2000}}
                nodes: [{group: full, count: 10}]
                checks: {eventually: [{name: never, rule: "graph.nodes() == 11"}]}
                """);
        assertThat(result.ending().reason()).isEqualTo(Testbed.Reason.LIMIT);
        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(result.reachedNanos()).isLessThan(60_000_000_000L);
    }

    @Test
    void aWindowAndAPhaseBetweenTwoLooksAreLookedAtAllTheSame() {
        String plain = """
                run: {duration: 3s, drain: 1s}
                nodes: [{group: full, count: 4}]
                phases: [{name: a, until: 1020ms}, {name: blink, until: 1050ms}, {name: b, until: end}]
                """;
        RunResult result = Runs.simulate(plain + """
                checks:
                  always: [{name: blinked, rule: "graph.nodes() == 4", during: blink}]
                  eventually: [{name: seen, rule: "graph.nodes() == 4", of: 1030ms, within: 20ms}]
                """);
        assertThat(result.checks()).allMatch(check -> check.status() == CheckResult.Status.HELD);
        assertThat(result.traceHash()).isEqualTo(Runs.simulate(plain).traceHash());
    }

    @Test
    void anEventThatRepeatsForAgesIsCarriedOutUntilTheEnd() {
        RunResult result = Runs.simulate("""
                run: {duration: 3s, drain: 1s}
                nodes: [{group: full, count: 2}]
                events: [{at: 1s, every: 3650d, times: 100000, do: crash, who: {pick: one}, restart: {after: 1s}}]
                """);
        assertThat(result.incidents()).hasSize(1);
    }

    @Test
    void aRuleComparesWithTheSettingThatAGroupHasOfItsOwn() {
        RunResult result = Runs.simulate("""
                run: {duration: 3s, drain: 1s}
                nodes:
                  - {group: few, count: 2, config: {p2p.max-inbound: 2, p2p.topics.TX.queue-size: 1 KiB}}
                  - {group: usual, count: 2}
                checks:
                  always:
                    - {name: own, rule: "all(few.peers) < config(p2p.max-inbound)"}
                    - {name: default, rule: "all(usual.peers) < config(p2p.max-inbound)"}
                    - {name: size, rule: "all(few.queue.bytes) <= config(p2p.topics.TX.queue-size)"}
                """);
        assertThat(result.checks())
                .extracting(CheckResult::name, CheckResult::target, CheckResult::status)
                .containsExactly(
                        tuple("own", "< 2", CheckResult.Status.BROKEN),
                        tuple("default", "< 21", CheckResult.Status.HELD),
                        tuple("size", "<= 1 KiB", CheckResult.Status.HELD));
    }

    private static long total(RunResult result, String counter) {
        return total(result, counter, "");
    }

    private static long total(RunResult result, String counter, String topic) {
        Measurements measured = result.measurements();
        long sum = 0;
        for (Meter meter : measured.meters().named(counter)) {
            if (topic.isEmpty() || meter.topic().equals(topic)) {
                sum += measured.total(meter, measured.everyNode(), measured.always());
            }
        }
        return sum;
    }
}
