package dev.understory.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.plan.ScenarioLanguage;
import dev.understory.scenario.rule.GraphFunction;
import dev.understory.scenario.rule.Statistic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The language reference tells of everything there is, and its examples are valid. */
final class LanguageReferenceTest {
    private static String text = "";
    private static Set<String> words = Collections.emptySet();

    @BeforeAll
    static void readReference() throws IOException {
        text = Files.readString(Yaml.SHIPPED.resolve("README.md"));
        words = new TreeSet<>();
        Matcher word = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*").matcher(text);
        while (word.find()) {
            words.add(word.group());
            words.addAll(Arrays.asList(word.group().split("\\.", -1)));
        }
    }

    @Test
    void tellsOfEveryKeyAndOfEveryWordThatAValueCanBe() {
        Set<String> expected = new TreeSet<>();
        collect(JsonMapper.builder().build().readTree(ScenarioSchema.text(ScenarioLanguage.WHOLE)), expected);
        assertThat(expected).hasSizeGreaterThan(120);
        assertThat(words).containsAll(expected);
    }

    @Test
    void tellsOfEverythingThatRulesAndServiceLevelsCompute() {
        Arrays.stream(GraphFunction.values())
                .forEach(function -> assertThat(text).contains("`" + function.word() + "`"));
        Arrays.stream(Statistic.values()).forEach(stat -> assertThat(text).contains("`" + stat.word() + "`"));
    }

    /** {@code -Dscenario.reference.write=true} makes it say so. */
    @Test
    void tellsOfEachKindEachMetricAndEachRuleWhatItSaysOfItself() throws IOException {
        Path file = Yaml.SHIPPED.resolve("README.md");
        String wanted = ReferencePage.telling(Files.readString(file), ScenarioLanguage.WHOLE);
        if (Boolean.getBoolean("scenario.reference.write")) {
            Files.writeString(file, wanted);
        }
        assertThat(Files.readString(file)).isEqualTo(wanted);
    }

    @Test
    void itsSmallestFilesAreValidAndOneOfThemIsHello() throws IOException {
        Matcher block = Pattern.compile("```yaml\n((?:summary|nodes):.*?)```", Pattern.DOTALL)
                .matcher(text);
        int found = 0;
        for (; block.find(); found++) {
            assertThat(Yaml.scenario(block.group(1)).nodeCount()).isEqualTo(20);
        }
        assertThat(found).isEqualTo(2);
        assertThat(text).contains(Files.readString(Yaml.SHIPPED.resolve("hello.yaml")));
    }

    @Test
    void itsExamplesOfRulesAreRules() {
        Matcher block =
                Pattern.compile("### Rules\n\n```\n(.*?)```", Pattern.DOTALL).matcher(text);
        assertThat(block.find()).isTrue();
        block.group(1)
                .lines()
                .map(line -> line.split(" {3,}", -1)[0])
                .forEach(rule -> assertThat(Yaml.scenario(
                                        "nodes: [{group: validator, count: 1}, {group: seed, count: 1}]",
                                        "workloads: [{name: consensus, kind: nestbft}]",
                                        "checks: {always: [{name: a, rule: \"" + rule + "\"}]}")
                                .checks()
                                .count())
                        .isEqualTo(1));
    }

    /** The names of all properties and the words of all enums, but for versions and prefixes. */
    private static void collect(JsonNode schema, Set<String> names) {
        schema.path("properties").propertyNames().forEach(names::add);
        schema.path("enum").forEach(word -> names.add(word.asString().replaceFirst(".*/", "")));
        schema.forEach(child -> collect(child, names));
    }
}
