package dev.understory.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.run.Runs;
import dev.understory.scenario.RunSettings.CryptoMode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What speaks against a run of a scenario that is valid as a file. */
class PlanningTest {
    private static final String HERE = """
            run: {duration: 20s}
            nodes: [{group: here, count: 4, place: {regions: europe}}, {group: there, count: 2, place: {regions: na_east}}]
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "overlay: {kind: full-mesh, among: {region: australia}} | overlay[0].among: no node is in australia",
                "overlay: [{kind: random}, {kind: random, among: {access: home}}] | overlay[1].among: no node has the access"
                        + " class home",
                "overlay: {kind: dial, from: {group: here, region: na_east}, to: {}} | overlay[0].from: no node fits all of"
                        + " this",
                "overlay: {kind: dial, to: {region: [australia, west_asia]}} | overlay[0].to: no node is in australia or"
                        + " west_asia",
                "churn: [{name: a, who: {access: home}, session: 1m, downtime: 1m}] | churn[0].who: no node has the access"
                        + " class home",
                "churn: [{name: a, who: {}, session: 1m, downtime: 1m}, {name: b, who: {group: here}, session: 1m,"
                        + " downtime: 1m}] | churn[1].who: all of these come and go by an earlier churn already",
                "workloads: [{name: a, kind: broadcast, every: 1s, from: {region: australia}}] | workloads[0].from: no"
                        + " node is in australia",
                "workloads: [{name: a, kind: broadcast, every: 1s, among: {region: australia}}] | workloads[0].among: no"
                        + " node is in australia",
                "workloads: [{name: a, kind: request, every: 1s, to: {region: australia}}] | workloads[0].to: no node is in"
                        + " australia",
                "workloads: [{name: a, kind: request, every: 1s}, {name: b, kind: nestbft, among: {region: australia}}] |"
                        + " workloads[1].among: no node is in australia",
                "workloads: [{name: a, kind: nestbft, among: {fraction: 0}}] | workloads[0].among: this chooses nobody:"
                        + " there is no committee",
                "workloads: [{name: a, kind: broadcast, every: 20s}] | workloads[0].every: this is as long as the time in"
                        + " which the workload may act: it never does",
                "workloads: [{name: a, kind: broadcast, every: 1us, from: {pick: all}}] | workloads[0].every: this workload"
                        + " acts more than 50000000 times: lower its pace or set 'count'",
                "workloads: [{name: a, kind: request, rate: 1000000/s, from: {pick: all}}] |"
                        + " workloads[0].rate: this workload acts more than 50000000 times: lower its pace or set 'count'",
                "workloads: [{name: a, kind: application, class: not.There}] | workloads[0].class: there is no class"
                        + " not.There on the class path (option --classpath)",
                "workloads: [{name: a, kind: broadcast, every: 1s}, {name: b, kind: application, topics: [TX, BLOCK],"
                        + " class: dev.understory.run.SeveralApplicationsTest$$Chat}] | workloads[1].topics: BLOCK belongs"
                        + " to workload 'a' already",
                "workloads: [{name: a, kind: application, topics: [TX], class:"
                        + " dev.understory.run.SeveralApplicationsTest$$Chat}, {name: b, kind: application, topics: [TX],"
                        + " class: dev.understory.run.SeveralApplicationsTest$$Chat}] | workloads[1].topics: TX belongs to"
                        + " workload 'a' already",
                "workloads: [{name: a, kind: application, class: dev.understory.run.SeveralApplicationsTest$$Chat},"
                        + " {name: b, kind: application, class: dev.understory.run.SeveralApplicationsTest$$Chat}] |"
                        + " workloads[1].topics: other workloads use all topics there are: none is left for this one",
                "attacks: [{name: a, kind: sybil, from: {group: here}}] | attacks[0].from: only nodes of the role 'attacker'"
                        + " attack, and not all of these are",
                "events: [{at: 1s, do: crash, who: {region: australia}}] | events[0].who: no node is in australia",
                "events: [{at: 1s, do: restart, who: {region: australia}}] | events[0].who: no node is in australia",
                "events: [{at: 1s, do: partition, for: 1s, sides: [{}, {region: australia}]}] | events[0].sides[1]: no node"
                        + " is in australia",
                "events: [{at: 1s, do: partition, for: 1s, sides: [{}, {group: here}]}] | events[0].sides[1]: all of these"
                        + " are on an earlier side already",
                "checks: {never: [{name: a, rule: any(node.peers) > 9, among: {access: home}}]} | checks.never[0].among: no"
                        + " node has the access class home",
                "checks: {always: [{name: a, rule: any(there.peers) > 9, among: {group: here}}]} | checks.always[0].among:"
                        + " this leaves nobody of group there, which the rule looks at",
                "checks: {eventually: [{name: a, rule: graph.nodes() > 1, among: {fraction: 0}}]} |"
                        + " checks.eventually[0].among: this chooses nobody: there is nothing to judge by",
                "checks: {slo: [{name: a, metric: peers, stat: max, max: 9, where: {group: here, region: na_east}}]} |"
                        + " checks.slo[0].where: no node has these labels",
            })
    void saysWhatIsWrongWithWhichPart(String lines, String problem) {
        assertThat(problems(HERE + lines)).containsExactly(problem);
    }

    @Test
    void whatComesBeforeAnybodyHasStartedIsSaid() {
        String late = """
                run: {duration: 20s, warmup: 2s}
                nodes: [{group: early, count: 2}, {group: late, count: 4, start: {at: 5s, ramp: 4s}}]
                phases: [{name: boot, until: 4s}, {name: steady, until: end}]
                """;
        assertThat(problems(late + """
                events:
                  - {at: 1s, every: 2s, times: 2, do: crash, who: {group: late}}
                  - {at: 1s, do: crash, who: {group: late}, mayMiss: true}
                  - {at: 1s, do: crash, who: {role: full}}
                  - {at: 5s, do: crash, who: {group: late}}
                  - {at: 4s, do: power-loss, who: {group: late}}
                workloads:
                  - {name: a, kind: broadcast, every: 1s, during: boot}
                  - {name: b, kind: broadcast, topic: TX, every: 1s}
                  - {name: c, kind: request, every: 1s, during: steady}
                checks:
                  always:
                    - {name: d, rule: all(late.peers) > 0, during: boot}
                    - {name: e, rule: all(late.peers) > 0 or graph.nodes() < 9, during: boot}
                    - {name: f, rule: all(node.peers) > 0, during: boot}
                    - {name: f2, rule: all(late.peers) > 0}
                  never: [{name: g, rule: graph.components(late) > max(early.peers), during: boot}]
                  eventually: [{name: h, rule: graph.minDegree(late) > 0, of: 1s, within: 3s}]
                  slo:
                    - {name: i, metric: peers, stat: max, max: 9, where: {group: late}, during: boot}
                    - {name: j, metric: request.latency, stat: max, max: 9s, during: boot}
                    - {name: k, metric: broadcast.latency, stat: max, max: 9s, during: steady, where: {workload: a}}
                    - {name: l, metric: broadcast.latency, stat: max, max: 9s, during: steady}
                """))
                .containsExactly(
                        "checks.slo[1].during: no workload that samples request.latency acts in that time",
                        "checks.slo[2].during: no workload that samples broadcast.latency acts in that time",
                        "events[0].at: none of these nodes has started by then; the first starts at 5.000 s",
                        "events[4].at: none of these nodes has started by then; the first starts at 5.000 s",
                        "checks.always[0].during: this is over before any node has started that the rule looks at",
                        "checks.never[0].during: this is over before any node has started that the rule looks at",
                        "checks.eventually[0].within: this is over before any node has started that the rule looks at",
                        "checks.slo[0].where: no node with these labels has started by then");
    }

    @Test
    void aSampleIsTakenOnlyWhereAWorkloadTakesPart() {
        assertThat(problems(HERE + """
                workloads:
                  - {name: a, kind: broadcast, every: 1s, among: {group: here}}
                  - {name: b, kind: broadcast, topic: TX, every: 1s}
                  - {name: c, kind: nestbft, among: {group: here}}
                checks:
                  slo:
                    - {name: x, metric: broadcast.latency, where: {group: there}, stat: max, max: 1s}
                    - {name: y, metric: broadcast.latency, where: {group: there, topic: BLOCK}, stat: max, max: 1s}
                    - {name: z, metric: bft.commit.latency, where: {group: there}, stat: max, max: 1s}
                """))
                .containsExactly(
                        "checks.slo[1].where: no node with these labels takes part in what broadcast.latency measures",
                        "checks.slo[2].where: no node with these labels takes part in what bft.commit.latency measures");
    }

    @Test
    void allThatSpeaksAgainstARunIsSaidAtOnce() {
        assertThat(problems("""
                nodes: [{group: a, count: 4000}]
                overlay: {kind: full-mesh}
                workloads: [{name: b, kind: nestbft, among: {access: mobile}}]
                events: [{at: 1s, do: crash, who: {access: home}}]
                """))
                .containsExactly(
                        "workloads[0].among: no node has the access class mobile",
                        "events[0].who: no node has the access class home",
                        "overlay[0]: a full mesh of 4000 nodes has 7998000 connections, and at most 5000000 can be run:"
                                + " choose fewer nodes or kind random");
    }

    @Test
    void zeroOfAFractionMeansNobodyOnPurpose() {
        assertThat(planning(HERE + """
                events:
                  - {at: 1s, do: crash, who: {fraction: 0}}
                  - {at: 1s, do: partition, for: 1s, sides: [{fraction: 0.5}, {}]}
                workloads: [{name: b, kind: broadcast, every: 1s, from: {fraction: 0}}]
                churn: [{name: c, who: {fraction: 0}, session: 1m, downtime: 1m}]
                """)).isInstanceOf(Planning.Planned.class);
    }

    @Test
    void aRareWorkloadMayComeToNothingByChance() {
        assertThat(planning(HERE + "workloads: [{name: b, kind: broadcast, rate: 1/h}]"))
                .isInstanceOf(Planning.Planned.class);
    }

    private static List<String> problems(String yaml) {
        return switch (planning(yaml)) {
            case Planning.Planned planned -> List.of();
            case Planning.Refused refused ->
                refused.problems().stream().map(PlanProblem::toString).toList();
        };
    }

    private static Planning planning(String yaml) {
        return Planning.of(Runs.scenario(yaml), Path.of("nowhere"), 1, CryptoMode.MODELLED, ApplicationLoader.of(""));
    }
}
