package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.understory.check.CheckResult;
import dev.understory.check.CheckResult.Status;
import dev.understory.report.RunFolder;
import org.junit.jupiter.api.Test;

/** A metric that is taken of what succeeded says how many had not, and has a partner that counts them. */
class SurvivorsTest {
    @Test
    void aRequestThatIsNotAnsweredByTheEndIsNoSuccess() {
        RunResult result = Runs.simulate("""
                run: {duration: 20s, drain: 1s}
                network: {access: {slow: {up: 1Mbit/s, down: 1Gbit/s}}}
                nodes: [{group: fast, count: 2}, {group: slow, count: 1, place: {access: slow}}]
                overlay: {kind: full-mesh}
                workloads:
                  - name: fetch
                    kind: request
                    every: 500ms
                    from: {group: fast}
                    size: {request: 100B, response: 8MiB}
                    timeout: 60s
                checks:
                  slo:
                    - {name: all, metric: request.completed, stat: min, min: 1}
                    - {name: each, metric: request.completed, stat: count, min: 39, max: 39}
                    - {name: fast, metric: request.latency, stat: p50, max: 60s}
                """);
        assertThat(result.checks())
                .extracting(CheckResult::status)
                .containsExactly(Status.BROKEN, Status.HELD, Status.HELD);
        assertThat(result.checks().get(2).note()).matches("p50 of \\d+; \\d+ of 39 not answered");
        assertThat(RunFolder.report(result)).contains("\"missingWhat\": \"not answered\"");
    }

    @Test
    void inARunThatIsCutShortAnAnswerMayStillBeOnItsWay() {
        RunResult result = Runs.simulate("""
                run: {duration: 60s, limits: {events: 150}}
                network: {access: {slow: {up: 1Mbit/s, down: 1Gbit/s}}}
                nodes: [{group: fast, count: 1}, {group: slow, count: 1, place: {access: slow}}]
                workloads:
                  - {name: fetch, kind: request, every: 1s, from: {group: fast}, size: {response: 8MiB}, timeout: 60s}
                checks: {slo: [{name: all, metric: request.completed, stat: min, min: 1}]}
                """);
        assertThat(result.ending().reason()).isEqualTo(Testbed.Reason.LIMIT);
        CheckResult check = result.checks().getFirst();
        assertThat(check.status()).isEqualTo(Status.OPEN);
        assertThat(check.measured().value()).hasValue(0);
    }

    @Test
    void aNodeThatCrashesTakesItsQuestionsWithItAndTheyCount() {
        RunResult result = Runs.simulate("""
                run: {duration: 10s, drain: 10s}
                network: {access: {slow: {up: 1Mbit/s, down: 1Gbit/s}}}
                nodes: [{group: fast, count: 1}, {group: slow, count: 1, place: {access: slow}}]
                workloads:
                  - {name: fetch, kind: request, every: 3s, count: 1, from: {group: fast}, size: {response: 8MiB}}
                events: [{at: 4s, do: crash, who: {group: fast}}]
                checks:
                  slo:
                    - {name: none, metric: request.completed, stat: max, max: 0}
                    - {name: one, metric: request.completed, stat: count, min: 1, max: 1}
                """);
        assertThat(result.checks()).allMatch(check -> check.status() == Status.HELD);
    }

    @Test
    void aPeerThatDoesNotComeBackIsPendingAndTold() {
        RunResult result = Runs.simulate("""
                run: {duration: 20s, drain: 1s}
                nodes: [{group: stay, count: 2}, {group: back, count: 1}, {group: away, count: 1}]
                overlay: {kind: full-mesh}
                churn: [{name: gone, who: {group: away}, session: 10s, downtime: 10h, steadyState: false}]
                events: [{at: 5s, do: crash, who: {group: back}, restart: {after: 2s}}]
                checks:
                  eventually:
                    - {name: pending, rule: "all(stay.reconnect.pending) == 1", of: 15s}
                    - {name: fresh, rule: "all(back.reconnect.pending) <= 1", of: 15s}
                  slo: [{name: time, metric: reconnect.time, stat: max, max: 30s}]
                """);
        assertThat(result.checks()).allMatch(check -> check.status() == Status.HELD);
        assertThat(result.checks().getLast().note()).matches("max of \\d+; 3 of \\d+ not back");
    }

    @Test
    void aValidatorThatDoesNotCommitAndAHeightThatIsNotDecidedCount() {
        RunResult result = Runs.simulate("""
                run: {duration: 70s, drain: 5s}
                nodes: [{group: validator, count: 4}, {group: gone, count: 1, role: validator}]
                overlay: {kind: full-mesh}
                workloads: [{name: votes, kind: nestbft, among: {role: validator}, blockSize: 1KiB}]
                churn: [{name: for-good, who: {group: gone}, session: 5s, downtime: 10h, steadyState: false}]
                checks:
                  slo:
                    - {name: latency, metric: bft.commit.latency, stat: max, max: 80s}
                    - {name: rounds, metric: bft.rounds, stat: max, max: 9}
                    - {name: committed, metric: bft.committed, stat: mean, max: 0.8}
                    - {name: decided, metric: bft.decided, stat: min, max: 0}
                """);
        assertThat(result.checks())
                .as("%s", result.checks())
                .extracting(CheckResult::name, CheckResult::status)
                .containsExactly(
                        tuple("latency", Status.HELD),
                        tuple("rounds", Status.HELD),
                        tuple("committed", Status.HELD),
                        tuple("decided", Status.HELD));
        assertThat(result.checks().get(0).note()).endsWith(" not committed");
        assertThat(result.checks().get(1).note()).endsWith(" heights not decided");
    }

    @Test
    void aLinkWhosePeerIsNotAdmittedCounts() {
        RunResult result = Runs.simulate("""
                run: {duration: 20s, drain: 1s}
                nodes: [{group: hub, count: 1, config: {p2p.max-inbound: 1}}, {group: leaf, count: 3}]
                overlay: {kind: dial, from: {group: leaf}, to: {group: hub}, mustConnect: false}
                checks:
                  slo:
                    - {name: some, metric: handshake.completed, where: {group: hub}, stat: min, max: 0}
                    - {name: time, metric: handshake.time, where: {group: hub}, stat: max, max: 10s}
                """);
        assertThat(result.checks())
                .as("%s", result.checks())
                .extracting(CheckResult::status)
                .containsExactly(Status.HELD, Status.HELD);
        assertThat(result.checks().getLast().note()).endsWith(" not completed");
    }

    @Test
    void whoLeavesEarlyIsNeitherASuccessNorAFailureOfABroadcastAndIsTold() {
        RunResult result = Runs.simulate("""
                run: {duration: 30s, drain: 5s}
                network: {access: {slow: {up: 100Kbit/s, down: 1Gbit/s}}}
                nodes: [{group: source, count: 1, place: {access: slow}}, {group: sink, count: 4}]
                overlay: {kind: full-mesh}
                workloads:
                  - {name: blocks, kind: broadcast, from: {group: source}, every: 5s, count: 1, size: 250KiB, relay: direct, deadline: 8s}
                events:
                  - {at: 6s, do: crash, who: {group: sink, pick: 1}}
                  - {at: 14s, do: crash, who: {group: sink, pick: 2}}
                checks:
                  slo:
                    - {name: delivered, metric: broadcast.delivered, stat: mean, max: 0.99}
                    - {name: unjudged, metric: broadcast.unjudged, stat: max, min: 1, max: 1}
                """);
        assertThat(result.checks()).as("%s", result.checks()).allMatch(check -> check.status() == Status.HELD);
        assertThat(result.checks().getFirst().note()).isEqualTo("mean of 1; 1 of 4 left too early to be judged");
    }

    @Test
    void aNodeThatLeavesByItselfAbandonsNobodyOfThoseItHad() {
        RunResult result = Runs.simulate("""
                run: {duration: 20s, drain: 10s}
                nodes: [{group: stay, count: 3}, {group: away, count: 1}]
                overlay: {kind: full-mesh}
                churn:
                  - name: gone
                    who: {group: away}
                    session: 10s
                    downtime: 2s
                    steadyState: false
                    leave: {graceful: 1}
                checks:
                  eventually: [{name: back, rule: "max(node.reconnect.pending) == 0", of: 25s, within: 5s}]
                  slo: [{name: time, metric: reconnect.time, stat: max, max: 30s}]
                """);
        assertThat(result.checks()).as("%s", result.checks()).allMatch(check -> check.status() == Status.HELD);
        assertThat(result.checks().getLast().note()).isEqualTo("max of 3");
    }

    @Test
    void nineteenOfTwentyAreNotMoreThanNinetyFivePerCent() {
        RunResult result = Runs.simulate("""
                run: {duration: 20s, drain: 1s}
                nodes: [{group: source, count: 1}, {group: sink, count: 19}, {group: cut, count: 1}]
                overlay: {kind: full-mesh}
                workloads:
                  - {name: blocks, kind: broadcast, from: {group: source}, every: 10s, relay: direct, topic: TX}
                events: [{at: 9s, do: partition, sides: [{group: cut}, {}], for: 11s}]
                checks:
                  slo:
                    - {name: most, metric: broadcast.delivered, stat: max, max: 0.95}
                    - {name: least, metric: broadcast.delivered, stat: min, min: 0.95}
                """);
        assertThat(result.checks()).as("%s", result.checks()).allMatch(check -> check.status() == Status.HELD);
    }
}
