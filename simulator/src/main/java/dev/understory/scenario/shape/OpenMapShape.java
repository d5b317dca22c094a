package dev.understory.scenario.shape;

import static dev.understory.scenario.shape.SchemaDefinitions.object;

import dev.understory.scenario.shape.YamlValue.Mapping;
import dev.understory.scenario.shape.YamlValue.Scalar;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map from names that are not known beforehand to like values; keeps the order of the file. */
record OpenMapShape<T>(String noun, Shape<String> name, Shape<T> element) implements Shape<Map<String, T>> {
    @Override
    public @Nullable Map<String, T> read(YamlValue value, Reading reading) {
        if (!(value instanceof Mapping mapping)) {
            Shapes.refuse(value, noun + " has to be a map", reading);
            return null;
        }
        Map<String, T> read = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> {
            String readName = name.read(new Scalar(key, false, entry.keyPosition(), null), reading);
            T readValue = element.read(entry.value(), reading);
            if (readName != null && readValue != null) {
                read.put(readName, readValue);
            }
        });
        return read.size() == mapping.entries().size() ? Collections.unmodifiableMap(read) : null;
    }

    @Override
    public Object write(Map<String, T> value) {
        Map<String, Object> written = new LinkedHashMap<>();
        value.forEach((key, item) -> written.put(key, element.write(item)));
        return written;
    }

    @Override
    public Map<String, Object> schema(SchemaDefinitions definitions) {
        return object("type", "object", "additionalProperties", element.schema(definitions));
    }
}
