package dev.understory.scenario;

import static dev.understory.scenario.Yaml.problems;
import static dev.understory.scenario.Yaml.read;
import static dev.understory.scenario.Yaml.scenario;
import static dev.understory.scenario.Yaml.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.scenario.shape.Problem;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class VariablesTest {
    private static final String[] WITH_VARS = {
        "vars: {peers: 10, size: 1KiB}",
        "summary: $peers peers for $$5",
        "nodes: [{group: full, count: $peers}]",
        "workloads: [{name: b, kind: broadcast, every: 1s, size: $size}]",
        "checks: {always: [{name: c, rule: \"max(node.peers) <= $peers - 1\"}]}",
    };

    @Test
    void aVariableStandsForItsValueAnywhere() {
        Scenario scenario = scenario(WITH_VARS);
        assertThat(scenario.nodeCount()).isEqualTo(10);
        assertThat(scenario.summary()).isEqualTo("10 peers for $5");
        assertThat(scenario.checks().always().getFirst().rule().text()).isEqualTo("max(node.peers) <= 10 - 1");
    }

    @Test
    void onlyDeclaredVariablesCanBeSetFromOutside() {
        ScenarioResult.Valid changed = valid(read(Map.of("peers", "20"), WITH_VARS));
        assertThat(changed.scenario().nodeCount()).isEqualTo(20);
        assertThat(changed.vars()).containsEntry("peers", "20").containsEntry("size", "1KiB");
        assertThat(problems(read(Map.of("pears", "20"), WITH_VARS)))
                .containsExactly("test.yaml:1:1: --set pears=20: unknown variable 'pears' (did you mean 'peers'?)");
        assertThat(problems(read(Map.of("seed", "20"), Yaml.small())))
                .containsExactly("test.yaml:1:1: --set seed=20: unknown variable 'seed' (the scenario has no vars)");
    }

    @Test
    void aBadValueIsReportedWhereItIsUsedWithTheNameOfTheVariable() {
        assertThat(problems(read(Map.of("peers", "many"), WITH_VARS)))
                .contains("test.yaml:3:30: expected a whole number from 1 to 1000000, not 'many' (from $peers)");
        assertThat(problems(read(Map.of("size", "1s"), WITH_VARS)))
                .containsExactly(
                        "test.yaml:4:57: '1s' is a duration: write a size such as 100B, 64KiB, 1MB (from $size)");
    }

    @Test
    void aVariableThatNothingUsesIsAWarning() {
        ScenarioResult.Valid result = valid(read(Collections.emptyMap(), Yaml.small("vars: {peers: 10}")));
        assertThat(result.warnings())
                .extracting(Problem::toString)
                .containsExactly("test.yaml:2:8: variable 'peers' is never used");
    }

    @Test
    void anUnknownVariableInsideATextIsReportedAtItsPlace() {
        assertThat(problems(Yaml.small("vars: {peers: 1}", "summary: 'costs $peer'")))
                .containsExactly("test.yaml:3:17: unknown variable '$peer' (did you mean 'peers'?)");
    }
}
