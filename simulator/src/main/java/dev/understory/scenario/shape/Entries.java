package dev.understory.scenario.shape;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values read from one map, by key. */
public final class Entries {
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final YamlValue.Mapping source;
    private final Reading reading;

    Entries(YamlValue.Mapping source, Reading reading) {
        this.source = source;
        this.reading = reading;
    }

    <V> void put(Key<?, V> key, V value) {
        values.put(key.name(), value);
    }

    /** The value of a key that is required or has a default. */
    public <V> V get(Key<?, V> key) {
        V value = find(key);
        if (value == null) {
            throw new IllegalStateException("key '" + key.name() + "' is optional or of another map");
        }
        return value;
    }

    /** The value of an optional key; null when it was left out. */
    @SuppressWarnings("unchecked") // a name of a table has one type
    public <V> @Nullable V find(Key<?, V> key) {
        return (V) values.get(key.name());
    }

    /** The value of an optional key. */
    public <V> Optional<V> maybe(Key<?, V> key) {
        return Optional.ofNullable(find(key));
    }

    /** A problem with the value of a key, or with the map if the key was left out. */
    public void problem(Key<?, ?> key, String message) {
        YamlValue.Entry entry = source.entries().get(key.name());
        reading.problem(entry == null ? source : entry.value(), message);
    }

    /** A warning about the value of a key, or about the map if the key was left out. */
    public void warning(Key<?, ?> key, String message) {
        reading.warning(at(key), message);
    }

    /** Where the value of the key stands, or the map if it was left out. */
    public Position at(Key<?, ?> key) {
        YamlValue.Entry entry = source.entries().get(key.name());
        return entry == null ? source.position() : entry.value().position();
    }

    public Reading reading() {
        return reading;
    }
}
