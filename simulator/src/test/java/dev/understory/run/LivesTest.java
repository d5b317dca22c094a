package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.check.CheckResult;
import dev.understory.measure.LifeRecorder;
import dev.understory.measure.Meter;
import dev.understory.measure.MeterSet;
import dev.understory.measure.Recorder;
import dev.understory.measure.Spans;
import dev.understory.scenario.RunSettings.CryptoMode;
import java.util.List;
import org.junit.jupiter.api.Test;

class LivesTest {
    /** Lines so slow that a node that leaves still has something to send, and says goodbye late. */
    private static final String CHURNING = """
            run: {duration: 60s, drain: 20s}
            network: {access: {slow: {up: 1Mbit/s, down: 100Mbit/s, queue: 64KiB}}}
            nodes: [{group: stable, count: 4}, {group: home, count: 12, place: {access: slow}}]
            overlay: [{kind: random, degree: 6}]
            workloads: [{name: blocks, kind: broadcast, every: 2s, size: 40KiB}]
            churn:
              - name: homes
                who: {group: home}
                session: {kind: constant, value: 12s}
                downtime: {kind: constant, value: %s}
                leave: {crash: %s, graceful: %s}
            checks:
              always:
                - {name: no-negative-peers, rule: "min(node.peers) >= 0"}
                - {name: no-negative-inbound, rule: "min(node.conns.inbound) >= 0"}
                - {name: no-negative-outbound, rule: "min(node.conns.outbound) >= 0"}
                - {name: no-negative-queue, rule: "min(node.queue.bytes) >= 0B"}
                - {name: sum, rule: "sum(node.peers) - sum(node.conns.inbound) - sum(node.conns.outbound) == 0"}
              eventually:
                - {name: every-peer-is-a-link, rule: "sum(node.peers) == 2 * graph.links()"}
                - {name: queues-are-empty, rule: "max(node.queue.bytes) == 0B"}
              slo: [{name: churned, metric: restarts, stat: max, min: 2}]
            """;

    @Test
    void whatANodeReportsAfterAGracefulLeaveCountsNeitherForItNorForItsNextLife() {
        assertThatAllHolds(CHURNING.formatted("4s", "0", "1"));
    }

    @Test
    void aNodeThatComesBackWhileItsOldProcessStillSaysGoodbyeStandsAsTheNewOne() {
        assertThatAllHolds(CHURNING.formatted("200ms", "0", "1"));
    }

    @Test
    void whatACrashLeavesBehindDoesNotCount() {
        assertThatAllHolds(CHURNING.formatted("4s", "1", "0"));
    }

    @Test
    void aNodeStartsWhenItIsToAndNotWhenChecksLookNext() {
        String ramp = """
                run: {duration: 3s}
                nodes: [{group: full, count: 50, start: {ramp: 1s}}]
                overlay: {kind: random, degree: 4}
                checks: {eventually: [{name: joined, rule: "graph.components() == 1"}]}
                """;
        RunResult result = Runs.simulate(ramp);
        assertThat(result.plan().roster().members())
                .anySatisfy(
                        member -> assertThat(member.startNanos() % 100_000_000).isNotZero())
                .allSatisfy(member -> {
                    Recorder recorder = result.measurements().node(member.index());
                    assertThat(recorder.wasUp(0, member.startNanos())).isFalse();
                    assertThat(recorder.wasUp(member.startNanos(), member.startNanos() + 1))
                            .isTrue();
                });
        assertThat(Runs.simulate(ramp, 1, 3, CryptoMode.MODELLED).traceHash()).isEqualTo(result.traceHash());
    }

    @Test
    void anEndedLifeKeepsWhatHappenedAndLosesHowItStood() {
        MeterSet meters = new MeterSet();
        Meter peers = meters.gauge("peers");
        Meter sent = meters.counter("sent", "", "");
        Recorder recorder = new Recorder(Spans.of(List.of(), 0, Long.MAX_VALUE), 1_000);
        recorder.up(0);
        LifeRecorder first = recorder.inLife();
        first.shift(peers, 3);
        first.joined(7);
        recorder.down(10);
        recorder.gauge(peers, 0);
        first.shift(peers, -3);
        first.joined(8);
        first.count(sent, 11, 1);
        assertThat(recorder.latest(peers)).isZero();
        assertThat(recorder.neighbours()).isEmpty();
        recorder.up(20);
        LifeRecorder second = recorder.inLife();
        second.shift(peers, 1);
        second.joined(9);
        first.gauge(peers, 5);
        first.parted(9);
        first.count(sent, 21, 1);
        assertThat(recorder.latest(peers)).isEqualTo(1);
        assertThat(recorder.neighbours()).containsExactly(9);
        assertThat(recorder.total(sent)).isEqualTo(2);
    }

    private static void assertThatAllHolds(String yaml) {
        RunResult result = Runs.simulate(yaml);
        assertThat(result.checks())
                .as("%s", result.checks())
                .allMatch(check -> check.status() == CheckResult.Status.HELD);
        assertThat(result.failures().first()).isEmpty();
    }
}
