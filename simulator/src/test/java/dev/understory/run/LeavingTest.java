package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.check.CheckResult;
import dev.understory.fault.Incident;
import dev.understory.plan.PlanProblem;
import dev.understory.run.tcp.TcpTestbed;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the peers of a node that is gone notice. */
class LeavingTest {
    private static final String SCENARIO = """
            run: {duration: 100s, drain: 20s}
            nodes: [{group: gone, count: 1}, {group: peer, count: 3}]
            overlay: {kind: full-mesh}
            events: [{at: 20s, do: %s, who: {group: gone}, restart: {after: 60s}}]
            checks:
              always:
                - {name: peers-of-the-others, rule: "min(peer.peers) >= 2", during: [shortly-after, rest]}
              eventually:
                - {name: known-at-once, rule: "max(peer.peers) == 2", of: 20s, within: 1s}
                - {name: known-by-silence, rule: "max(peer.peers) == 2", of: 20s, within: 5s}
                - {name: back, rule: "min(node.peers) == 3", of: 80s, within: 40s}
              never:
                - {name: told, rule: "max(peer.peers) == 2", during: shortly-after}
            phases: [{name: before, until: 20s}, {name: shortly-after, until: 21900ms}, {name: rest, until: end}]
            """;

    @Test
    void aCrashIsKnownToAllPeersWithinTheTimeOfTheWay() {
        RunResult result = Runs.simulate(SCENARIO.formatted("crash"));
        assertThat(broken(result)).containsExactly("told");
        assertThat(result.incidents()).extracting(Incident::kind).containsExactly("crash");
    }

    @Test
    void aPowerLossIsKnownToNobodyUntilLivenessFindsOut() {
        RunResult result = Runs.simulate(SCENARIO.formatted("power-loss"));
        assertThat(broken(result)).containsExactly("known-at-once");
        assertThat(result.incidents()).extracting(Incident::kind).containsExactly("power-loss");
    }

    /** The machine knows nothing of its old connections and says so to whoever still uses them. */
    @Test
    void aMachineThatIsBackSoonerThanItWasMissedResetsItsOldConnections() {
        RunResult result = Runs.simulate("""
                run: {duration: 40s, drain: 20s}
                nodes: [{group: gone, count: 1}, {group: peer, count: 3}]
                overlay: {kind: full-mesh}
                events: [{at: 20s, do: power-loss, who: {group: gone}, restart: {after: 4s}}]
                workloads: [{name: txs, kind: broadcast, topic: TX, every: 500ms, from: {group: peer}}]
                checks:
                  eventually:
                    - {name: reset, rule: "max(peer.peers) == 2", of: 24s, within: 2s}
                    - {name: back, rule: "min(node.peers) == 3", of: 26s, within: 20s}
                """);
        assertThat(broken(result)).isEmpty();
    }

    @Test
    void aChurnMayCutThePower() {
        RunResult result = Runs.simulate("""
                run: {duration: 60s, drain: 30s}
                nodes: [{group: stable, count: 3}, {group: home, count: 6}]
                overlay: [{kind: full-mesh}]
                churn:
                  - name: homes
                    who: {group: home}
                    session: {kind: constant, value: 20s}
                    downtime: {kind: constant, value: 5s}
                    leave: {powerLoss: 1}
                checks:
                  always: [{name: no-negative, rule: "min(node.peers) >= 0"}]
                  slo:
                    - {name: churned, metric: restarts, stat: max, min: 1}
                """);
        assertThat(broken(result)).isEmpty();
    }

    @Test
    void realSocketsCannotLoseTheirPowerAndACheckSaysSo() {
        assertThat(TcpTestbed.problems(Runs.scenario(SCENARIO.formatted("crash"))))
                .isEmpty();
        assertThat(TcpTestbed.problems(Runs.scenario(SCENARIO.formatted("power-loss"))))
                .extracting(PlanProblem::toString)
                .singleElement()
                .asString()
                .startsWith("events[0].do: power-loss: over --network tcp");
        assertThat(TcpTestbed.problems(Runs.scenario("""
                        nodes: [{group: a, count: 3}]
                        churn: [{name: c, who: {}, session: 1m, downtime: 1m, leave: {crash: 0.5, powerLoss: 0.5}}]
                        """)))
                .extracting(PlanProblem::toString)
                .singleElement()
                .asString()
                .startsWith("churn[0].leave: powerLoss:");
    }

    private static List<String> broken(RunResult result) {
        return result.checks().stream()
                .filter(check -> check.status() != CheckResult.Status.HELD)
                .map(CheckResult::name)
                .toList();
    }
}
