package dev.understory.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.plan.RandomScenarios;
import dev.understory.plan.ScenarioLanguage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The shipped JSON Schema and the reader accept the same. */
final class ScenarioSchemaTest {
    private static final Path FILE = Yaml.SHIPPED.resolve("schema.json");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JsonSchemaValidator validator =
            new JsonSchemaValidator(JSON.readTree(ScenarioSchema.text(ScenarioLanguage.WHOLE)));

    /** {@code -Dscenario.schema.write=true} writes the file instead. */
    @Test
    void theShippedFileIsUpToDate() throws IOException {
        if (Boolean.getBoolean("scenario.schema.write")) {
            Files.writeString(FILE, ScenarioSchema.text(ScenarioLanguage.WHOLE));
        }
        assertThat(Files.readString(FILE)).isEqualTo(ScenarioSchema.text(ScenarioLanguage.WHOLE));
    }

    @ParameterizedTest
    @MethodSource("dev.understory.scenario.ShippedScenariosTest#shipped")
    void theSchemaAcceptsShippedScenarios(Path file) throws IOException {
        assertThat(validator.validate(json(Files.readString(file)))).isEmpty();
    }

    @Test
    void theSchemaAcceptsWhatTheReaderAccepts() {
        for (int seed = 0; seed < 30; seed++) {
            assertThat(validator.validate(
                            json(ScenarioWriter.write(ScenarioLanguage.WHOLE, new RandomScenarios(seed).next()))))
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    /** Every map of a scenario that uses the whole language gets a key too many, one after the other. */
    @Test
    void bothRefuseAnUnknownKeyAnywhere() {
        JsonNode scenario = json(ScenarioWriter.write(ScenarioLanguage.WHOLE, new RandomScenarios(3).next()));
        List<String> closedMaps = maps(scenario, "").stream()
                .filter(at -> !at.matches("/network/access|.*/(regions|access|weights|config|settings)"))
                .toList();
        assertThat(closedMaps).hasSizeGreaterThan(40);
        for (String at : closedMaps) {
            JsonNode changed = scenario.deepCopy();
            ((ObjectNode) changed.at(at)).put("zzz", 1);
            assertThat(validator.validate(changed)).as("schema at %s", at).isNotEmpty();
            assertThat(Yaml.problems(read(changed))).as("reader at %s", at).anyMatch(p -> p.contains("key 'zzz'"));
        }
    }

    /** Every key of such a scenario is taken away, one after the other: either both miss it or neither does. */
    @Test
    void bothMissTheSameKeys() {
        JsonNode scenario = json(ScenarioWriter.write(ScenarioLanguage.WHOLE, new RandomScenarios(3).next()));
        for (String at : maps(scenario, "")) {
            for (String key : List.copyOf(scenario.at(at).propertyNames())) {
                JsonNode changed = scenario.deepCopy();
                ((ObjectNode) changed.at(at)).remove(key);
                boolean missedByReader = read(changed) instanceof ScenarioResult.Invalid invalid
                        && invalid.problems().stream()
                                .anyMatch(p -> p.message().startsWith("missing key '" + key + "'"));
                assertThat(!validator.validate(changed).isEmpty())
                        .as("key %s at %s", key, at)
                        .isEqualTo(missedByReader);
            }
        }
    }

    /** Every key of the schema can come out of the reader and the writer, but for two that are replaced by their values. */
    @Test
    void theReaderKnowsEveryKeyOfTheSchema() {
        TreeSet<String> inSchema = new TreeSet<>();
        collectKeys(JSON.readTree(ScenarioSchema.text(ScenarioLanguage.WHOLE)), inSchema);
        TreeSet<String> written = new TreeSet<>();
        for (int seed = 0; seed < 50; seed++) {
            collectNames(json(ScenarioWriter.write(ScenarioLanguage.WHOLE, new RandomScenarios(seed).next())), written);
        }
        inSchema.removeAll(written);
        assertThat(inSchema).containsExactly("value", "vars");
    }

    private static void collectKeys(JsonNode schema, Set<String> keys) {
        schema.path("properties").propertyNames().forEach(keys::add);
        schema.forEach(child -> collectKeys(child, keys));
    }

    private static void collectNames(JsonNode value, Set<String> names) {
        value.propertyNames().forEach(names::add);
        value.forEach(child -> collectNames(child, names));
    }

    private static List<String> maps(JsonNode value, String at) {
        List<String> maps = new ArrayList<>();
        if (value instanceof ObjectNode object) {
            maps.add(at);
            object.propertyNames().forEach(name -> maps.addAll(maps(object.get(name), at + "/" + name)));
        } else if (value instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                maps.addAll(maps(array.get(i), at + "/" + i));
            }
        }
        return maps;
    }

    private static JsonNode json(String yaml) {
        Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return JSON.valueToTree(tree);
    }

    /** JSON is YAML. */
    private static ScenarioResult read(JsonNode scenario) {
        return Yaml.read(Collections.emptyMap(), scenario.toString().getBytes(StandardCharsets.UTF_8));
    }
}
