package dev.understory.scenario;

import static dev.understory.scenario.Yaml.problems;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.scenario.shape.YamlParser;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Files that are made to hurt end in one clear problem. */
final class HostileYamlTest {

    @Test
    void deepNestingIsRefusedBeforeItCostsMuch() {
        String deep = "a: " + "[".repeat(100_000);
        assertThat(problems(deep)).containsExactly("test.yaml:1:28: nested deeper than 24 levels");
    }

    @Test
    void deepBlocksAreRefused() {
        String deep =
                IntStream.range(0, 100).mapToObj(i -> " ".repeat(i) + "a:").collect(Collectors.joining("\n"));
        assertThat(problems(deep)).containsExactly("test.yaml:25:25: nested deeper than 24 levels");
    }

    @Test
    void aBombOfAliasesDoesNotGoOff() {
        StringBuilder bomb = new StringBuilder("labels: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("k").append(i).append(": &a").append(i).append(" [");
            bomb.append(String.join(", ", Collections.nCopies(9, "*a" + (i - 1))))
                    .append("]\n");
        }
        assertThat(problems(bomb.toString()))
                .anyMatch(problem -> problem.endsWith("aliases are not part of the language: use vars"))
                .anyMatch(problem -> problem.endsWith("anchors are not part of the language: use vars"));
    }

    @Test
    void anAliasOfItselfDoesNotLoop() {
        assertThat(problems("labels: &a [*a]"))
                .contains("test.yaml:1:13: aliases are not part of the language: use vars");
    }

    @Test
    void hugeFilesAreNotParsed() {
        assertThat(problems(Yaml.read(Collections.emptyMap(), new byte[YamlParser.MAX_BYTES + 1])))
                .containsExactly("test.yaml:1:1: the file is larger than 1048576 bytes");
    }

    @Test
    void tooManyValuesAreRefused() {
        assertThat(problems("labels: [" + "a,".repeat(60_000) + "]"))
                .singleElement()
                .asString()
                .endsWith("more than 50000 values");
    }

    @Test
    void numbersBeyondAllBoundsAreRefused() {
        assertThat(problems(Yaml.small("run: {duration: 9e99d}")))
                .containsExactly("test.yaml:2:17: '9e99d' is too large");
        assertThat(problems(Yaml.small("run: {seed: 99999999999999999999}")))
                .containsExactly("test.yaml:2:13: expected a whole number of at least 0, not '99999999999999999999'");
        assertThat(problems(Yaml.small("run: {duration: 1e999999999s}"))).hasSize(1);
        assertThat(problems(Yaml.small("events: [{at: phase(x).end + 9e9d, do: heal-all}]")))
                .isNotEmpty();
    }

    @Test
    void variablesCannotBlowUpAText() {
        assertThat(problems(Yaml.small("vars: {a: " + "x".repeat(1000) + "}", "summary: " + "$a ".repeat(500))))
                .containsExactly("test.yaml:3:10: with its variables replaced, this text is too long");
    }

    @Test
    void deepRulesAreRefused() {
        assertThat(problems(Yaml.small("checks: {always: [{name: a, rule: '" + "(".repeat(900) + "'}]}")))
                .containsExactly("test.yaml:2:52: a rule is nested deeper than 16 levels");
        assertThat(problems(Yaml.small("checks: {always: [{name: a, rule: '" + "not ".repeat(300) + "'}]}")))
                .containsExactly("test.yaml:2:36: a rule has at most 1000 characters");
    }
}
