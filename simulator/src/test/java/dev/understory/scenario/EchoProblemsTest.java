package dev.understory.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.plan.ApplicationLoader;
import dev.understory.plan.PlanProblem;
import dev.understory.plan.Planning;
import dev.understory.scenario.RunSettings.CryptoMode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What cannot be meant of services, and of workloads that ask them. */
final class EchoProblemsTest {
    private static List<String> problems(String services, String workload) {
        return Yaml.problems("""
                nodes:
                  - {group: full, count: 2, services: [%s]}
                workloads:
                  - {name: echo, kind: echo, %s}
                """.formatted(services, workload));
    }

    @Test
    void namesAndPortsAreUniqueOnANodeAndNotThoseOfItsOwn() {
        assertThat(problems("{kind: echo, port: 7007}, {kind: echo, port: 7008}", "every: 1s"))
                .containsExactly("test.yaml:2:66: a service of this group is called 'echo' already");
        assertThat(problems("{kind: echo, port: 7007}, {kind: echo, name: two, port: 7007}", "every: 1s"))
                .containsExactly("test.yaml:2:66: a service of this group listens on port 7007 already");
        assertThat(problems("{kind: echo, name: p2p, port: 9001}", "every: 1s"))
                .containsExactly(
                        "test.yaml:2:59: 'p2p' is the name of something that a node runs or measures already",
                        "test.yaml:2:70: 9001 is where every node listens for its peers");
        assertThat(problems("{kind: echo, name: workload-0, port: 1}", "every: 1s"))
                .containsExactly(
                        "test.yaml:2:59: 'workload-0' is the name of something that a node runs or measures already");
        assertThat(problems("{kind: ecko, port: 70000}", "every: 1s"))
                .singleElement()
                .asString()
                .startsWith("test.yaml:2:")
                .contains("(did you mean 'echo'?)");
    }

    @Test
    void namesThatNoServiceCanHaveAreRefused() {
        for (String name : List.of("aux", "com1", "queue", "p2p")) {
            assertThat(problems("{kind: echo, port: 7007, name: " + name + "}", "every: 1s, service: " + name))
                    .singleElement()
                    .asString()
                    .contains("'" + name + "'");
        }
    }

    @Test
    void moreThanALinkCarriesIsRefused() {
        assertThat(problems("{kind: echo, port: 7007}", "every: 1s, size: 65MiB"))
                .singleElement()
                .asString()
                .contains("a link carries at most 64MiB, not 65MiB");
    }

    @Test
    void aServiceThatNobodyRunsCannotBeAsked() {
        Scenario scenario = Yaml.scenario("""
                nodes:
                  - {group: full, count: 2, services: [{kind: echo, port: 7007}]}
                  - {group: plain, count: 2}
                workloads:
                  - {name: one, kind: echo, every: 1s}
                  - {name: two, kind: echo, every: 1s, service: other}
                  - {name: three, kind: echo, every: 1s, to: {group: plain}}
                """);
        Planning planning = Planning.of(scenario, Path.of("."), 1, CryptoMode.MODELLED, ApplicationLoader.of(""));
        assertThat(((Planning.Refused) planning).problems())
                .extracting(PlanProblem::toString)
                .containsExactly(
                        "workloads[1].service: none of these nodes runs a service 'other'",
                        "workloads[2].service: none of these nodes runs a service 'echo'");
    }

    @Test
    void aMetricOfTheEchoNeedsSomebodyWhoAsks() {
        assertThat(Yaml.problems("""
                nodes: [{group: full, count: 2}]
                checks: {slo: [{name: none, metric: echo.latency, stat: p99, max: 1s}]}
                """))
                .singleElement()
                .asString()
                .contains("no workload of this scenario samples echo.latency");
    }
}
