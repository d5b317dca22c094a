package dev.understory.scenario.shape;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a YAML file with the place where it stands. */
public sealed interface YamlValue {
    Position position();

    /** What kind of value it is, with its article. */
    String noun();

    /** What problems with a value say of the variable it came from; nothing if it came from none. */
    static String origin(YamlValue value) {
        return value instanceof Scalar scalar && scalar.variable() != null ? " (from $" + scalar.variable() + ")" : "";
    }

    /**
     * Text, a number, a boolean: whatever is not made of other values.
     *
     * @param plain whether it was written without quotes; only then can it be anything but text
     * @param variable the variable whose value it is, if it is one's
     */
    record Scalar(
            String text,
            boolean plain,
            Position position,
            @Nullable String variable) implements YamlValue {
        private static final int MAX_SHOWN = 60;

        @Override
        public String noun() {
            String shown = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
            return text.isEmpty() && plain ? "nothing" : "'" + shown + "'";
        }
    }

    /** A list. */
    record Sequence(List<YamlValue> items, Position position) implements YamlValue {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String noun() {
            return "a list";
        }
    }

    /** A map, in the order of the file. */
    record Mapping(Map<String, Entry> entries, Position position) implements YamlValue {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public String noun() {
            return "a map";
        }
    }

    /** Something that has been complained about already and that nobody should complain about again. */
    record Unreadable(Position position) implements YamlValue {
        @Override
        public String noun() {
            return "something unreadable";
        }
    }

    /**
     * What a map has under a key.
     *
     * @param keyPosition where the key stands
     */
    record Entry(Position keyPosition, YamlValue value) {}
}
