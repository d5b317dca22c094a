package dev.understory.scenario.shape;

import static dev.understory.scenario.shape.SchemaDefinitions.object;

import dev.understory.scenario.shape.YamlValue.Mapping;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A map with a closed table of keys. Keys are read in the order of the table, whatever the order in the file, so that a
 * key may look at those before it.
 */
public final class MapShape<R> implements Shape<R> {
    private final String noun;
    private final List<Key<? super R, ?>> keys;
    private final Builder<R> builder;

    /** Makes a record of the values of a map. */
    @FunctionalInterface
    public interface Builder<R> {
        /** The record, or null after reporting why there is none. */
        @Nullable
        R build(Entries entries);
    }

    /** @param noun what problems call the map: {@code run}, {@code a node group} */
    public MapShape(String noun, List<Key<? super R, ?>> keys, Builder<R> builder) {
        this.noun = noun;
        this.keys = List.copyOf(keys);
        this.builder = builder;
    }

    /** The table of keys. */
    public List<Key<? super R, ?>> keys() {
        return keys;
    }

    public String noun() {
        return noun;
    }

    @Override
    public @Nullable R read(YamlValue value, Reading reading) {
        return read(value, reading, Collections.emptySet());
    }

    /** Reads a map that has further keys, which are somebody else's. */
    @Nullable
    R read(YamlValue value, Reading reading, Set<String> otherKeys) {
        if (!(value instanceof Mapping mapping)) {
            Shapes.refuse(value, noun + " has to be a map with the keys " + String.join(", ", names()), reading);
            return null;
        }
        reportUnknown(mapping, reading, otherKeys);
        Entries entries = new Entries(mapping, reading);
        boolean complete = true;
        for (Key<? super R, ?> key : keys) {
            complete &= readKey(key, mapping, entries, reading);
        }
        int before = reading.problemCount();
        R result = complete ? builder.build(entries) : null;
        return reading.problemCount() == before ? result : null;
    }

    private void reportUnknown(Mapping mapping, Reading reading, Set<String> otherKeys) {
        mapping.entries().forEach((name, entry) -> {
            List<String> known = new ArrayList<>(names());
            known.addAll(new TreeSet<>(otherKeys));
            if (!known.contains(name)) {
                reading.problem(
                        entry.keyPosition(), "unknown key '" + name + "' in " + noun + LaterWords.hint(name, known));
            }
        });
    }

    private <V> boolean readKey(Key<? super R, V> key, Mapping mapping, Entries entries, Reading reading) {
        YamlValue.Entry entry = mapping.entries().get(key.name());
        V value;
        if (entry == null) {
            value = key.isSection() ? key.shape().read(nothingAt(mapping), reading) : key.fallback();
            if (value == null) {
                if (key.isRequired()) {
                    reading.problem(mapping.position(), "missing key '" + key.name() + "' in " + noun);
                }
                return !key.isRequired() && !key.isSection();
            }
        } else if (isNothing(entry.value())) {
            reading.problem(entry.keyPosition(), "key '" + key.name() + "' has no value");
            return false;
        } else {
            value = key.shape().read(entry.value(), reading);
            if (value == null) {
                return false;
            }
        }
        entries.put(key, value);
        if (key.isShared()) {
            reading.share(key, value);
        }
        return true;
    }

    private static Mapping nothingAt(Mapping mapping) {
        return new Mapping(Collections.emptyMap(), mapping.position());
    }

    private static boolean isNothing(YamlValue value) {
        return value instanceof YamlValue.Scalar scalar
                && scalar.plain()
                && (scalar.text().isEmpty()
                        || scalar.text().equals("null")
                        || scalar.text().equals("~"));
    }

    private List<String> names() {
        return keys.stream().map(Key::name).toList();
    }

    @Override
    public Map<String, Object> write(R value) {
        Map<String, Object> written = new LinkedHashMap<>();
        for (Key<? super R, ?> key : keys) {
            Object text = key.written(value);
            if (text != null) {
                written.put(key.name(), text);
            }
        }
        return written;
    }

    @Override
    public Map<String, Object> schema(SchemaDefinitions definitions) {
        Map<String, Object> properties = new LinkedHashMap<>();
        keys.forEach(key -> properties.put(key.name(), keySchema(key, definitions)));
        Map<String, Object> schema = object("type", "object", "properties", properties);
        List<String> required =
                keys.stream().filter(Key::isRequired).map(Key::name).toList();
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }

    private static <V> Map<String, Object> keySchema(Key<?, V> key, SchemaDefinitions definitions) {
        Map<String, Object> schema = object("description", SchemaDefinitions.plain(key.meaning()));
        V fallback = key.fallback();
        if (fallback != null && !Key.isEmpty(fallback)) {
            schema.put("default", key.shape().write(fallback));
        }
        schema.putAll(key.shape().schema(definitions));
        return schema;
    }
}
