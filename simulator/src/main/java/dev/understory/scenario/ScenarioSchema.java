package dev.understory.scenario;

import static dev.understory.scenario.shape.SchemaDefinitions.object;

import dev.understory.scenario.shape.SchemaDefinitions;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The JSON Schema of scenario files, made from the same tables of keys that the reader goes by. */
public final class ScenarioSchema {
    private ScenarioSchema() {}

    /** The schema as text: what {@code scenarios/schema.json} has to say. */
    public static String text(Language language) {
        SchemaDefinitions definitions = new SchemaDefinitions();
        Map<String, Object> schema = object(
                "$schema",
                "https://json-schema.org/draft/2020-12/schema",
                "$id",
                "https://understory.dev/schema/scenario-v1.json",
                "title",
                "Understory scenario, " + Scenario.SCHEMA);
        schema.putAll(language.shape().schema(definitions));
        schema.put("$defs", definitions.all());
        return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
    }
}
