package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.check.CheckResult;
import dev.understory.fault.Incident;
import dev.understory.run.tcp.TcpTestbed;
import dev.understory.scenario.RunSettings.CryptoMode;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What peers of a paused node see. It is heard of every second or little later (p2p.connection.ping-interval), and missed after three
 * (liveness-timeout): by nobody after a pause of less than two seconds, by all after one of more than three.
 */
class PausedNodeTest {
    private static final String SCENARIO = """
            run: {duration: 60s, drain: 20s}
            nodes: [{group: paused, count: 1}, {group: peer, count: 5}]
            overlay: {kind: full-mesh}
            events: [{at: 20s, do: pause, who: {group: paused}, for: %s}]
            workloads: [{name: txs, kind: broadcast, topic: TX, every: 100ms, from: {group: peer}, size: 4KiB}]
            checks:
              always:
                - {name: kept, rule: "min(peer.peers) == 5", during: [then, rest]}
              eventually:
                - {name: missed, rule: "max(peer.peers) == 4", of: 20s, within: 3100ms}
                - {name: back, rule: "min(node.peers) == 5", of: 40s, within: 20s}
            phases: [{name: before, until: 20s}, {name: then, until: 30s}, {name: rest, until: end}]
            """;

    @Test
    void nobodyMissesANodeThatIsPausedForLessThanLivenessAllows() {
        RunResult result = Runs.simulate(SCENARIO.formatted("1900ms"));
        assertThat(broken(result)).containsExactly("missed");
        assertThat(result.incidents())
                .containsExactly(new Incident("pause", "node 0 paused", true, 20_000_000_000L, 21_900_000_000L));
    }

    @Test
    void everybodyMissesANodeThatIsPausedForLongerAndHasItBackAfterwards() {
        RunResult result = Runs.simulate(SCENARIO.formatted("3100ms"));
        assertThat(broken(result)).containsExactly("kept");
    }

    @Test
    void theSameHappensWithAnyNumberOfThreads() {
        String scenario = SCENARIO.formatted("3100ms");
        List<Long> hashes = IntStream.of(1, 4)
                .mapToObj(shards -> Runs.simulate(scenario, 5, shards, CryptoMode.MODELLED)
                        .traceHash()
                        .getAsLong())
                .toList();
        assertThat(hashes.get(1)).isEqualTo(hashes.get(0));
    }

    /** What was broadcast in the pause is delivered when it is over: latency tells how late. */
    @Test
    void nothingThatWasSentToAPausedNodeIsLost() {
        RunResult result = Runs.simulate("""
                run: {duration: 60s, drain: 20s, warmup: 10s}
                nodes: [{group: paused, count: 1}, {group: peer, count: 5}]
                overlay: {kind: full-mesh}
                events: [{at: 20s, do: pause, who: {group: paused}, for: 1900ms}]
                workloads: [{name: txs, kind: broadcast, topic: TX, every: 100ms, from: {group: peer}, size: 4KiB}]
                checks:
                  slo:
                    - {name: all, metric: broadcast.delivered, stat: min, min: 1}
                    - {name: late, metric: broadcast.latency, where: {group: paused}, stat: max, min: 1700ms, max: 1950ms}
                    - {name: peers, metric: broadcast.latency, where: {group: peer}, stat: max, max: 1s}
                """);
        assertThat(broken(result)).isEmpty();
    }

    @Test
    void aNodeThatCrashesInItsPauseIsNotPausedWhenItIsBack() {
        RunResult result = Runs.simulate("""
                run: {duration: 60s, drain: 20s}
                nodes: [{group: paused, count: 1}, {group: peer, count: 5}]
                overlay: {kind: full-mesh}
                events:
                  - {at: 20s, do: pause, who: {group: paused}, for: 30s}
                  - {at: 21s, do: crash, who: {group: paused}, restart: {after: 1s}}
                checks:
                  eventually:
                    - {name: back, rule: "min(node.peers) == 5", of: 22s, within: 20s}
                """);
        assertThat(broken(result)).isEmpty();
        assertThat(result.incidents())
                .extracting(Incident::kind, Incident::untilNanos)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("pause", 21_000_000_000L),
                        org.assertj.core.groups.Tuple.tuple("crash", 22_000_000_000L));
    }

    @Test
    void aRunEndsThoughItIsCutShortInAPause() {
        RunResult result = Runs.simulate(
                SCENARIO.formatted("1h").replace("duration: 60s", "duration: 60s, limits: {events: 9000}"));
        assertThat(result.ending().reason()).isEqualTo(Testbed.Reason.LIMIT);
        assertThat(result.incidents()).extracting(Incident::kind).containsExactly("pause");
    }

    @Test
    void realSocketsCannotPauseANodeAndACheckSaysSo() {
        assertThat(TcpTestbed.problems(Runs.scenario(SCENARIO.formatted("1s"))))
                .singleElement()
                .asString()
                .startsWith("events[0].do: pause: over --network tcp all nodes are one process");
    }

    private static List<String> broken(RunResult result) {
        return result.checks().stream()
                .filter(check -> check.status() != CheckResult.Status.HELD)
                .map(CheckResult::name)
                .toList();
    }
}
