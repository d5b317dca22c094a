package dev.understory.scenario.shape;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The {@code $defs} of a JSON Schema: shapes that are used in many places and described once. */
public final class SchemaDefinitions {
    private final Map<String, Map<String, Object>> definitions = new TreeMap<>();

    /** A reference to the definition, which is made when it is first needed. */
    public Map<String, Object> define(String name, Supplier<Map<String, Object>> schema) {
        if (!definitions.containsKey(name)) {
            definitions.put(name, Collections.emptyMap());
            definitions.put(name, schema.get());
        }
        return object("$ref", "#/$defs/" + name);
    }

    /** The schema, or a variable in its place. */
    public Map<String, Object> orVariable(Map<String, Object> schema) {
        Map<String, Object> variable =
                define("variable", () -> object("type", "string", "pattern", "^\\$[A-Za-z][A-Za-z0-9_-]*$"));
        return object("anyOf", List.of(schema, variable));
    }

    /** All definitions by name. */
    public Map<String, Map<String, Object>> all() {
        return definitions;
    }

    /** An object of JSON, keys and values in turn. */
    public static Map<String, Object> object(Object... keysAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }

    /** Markdown of the reference as the text of a description. */
    static String plain(String markdown) {
        return markdown.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").replaceAll("\\s*\n\\s*", " ");
    }
}
