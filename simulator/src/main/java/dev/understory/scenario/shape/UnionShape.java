package dev.understory.scenario.shape;

import static dev.understory.scenario.shape.SchemaDefinitions.object;

import dev.understory.scenario.shape.YamlValue.Mapping;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A map that is one of several things; one of its keys says which. */
public final class UnionShape<T> implements Shape<T> {
    private final String noun;
    private final String tagKey;
    private final List<Variant<? extends T>> variants;

    /**
     * One of the things.
     *
     * @param tag what the key says
     * @param applies which values of the type are written so
     * @param meaning for the schema, in Markdown; may be empty
     */
    public record Variant<X>(String tag, Class<X> type, Predicate<X> applies, MapShape<X> shape, String meaning) {
        public Variant(String tag, Class<X> type, Predicate<X> applies, MapShape<X> shape) {
            this(tag, type, applies, shape, "");
        }

        public Variant(String tag, Class<X> type, MapShape<X> shape) {
            this(tag, type, any -> true, shape);
        }

        public Variant(String tag, Class<X> type, MapShape<X> shape, String meaning) {
            this(tag, type, any -> true, shape, meaning);
        }

        private @Nullable Object writeIf(Object value, String tagKey) {
            if (!type.isInstance(value) || !applies.test(type.cast(value))) {
                return null;
            }
            Map<String, Object> written = new LinkedHashMap<>();
            written.put(tagKey, tag);
            written.putAll(shape.write(type.cast(value)));
            return written;
        }
    }

    /**
     * @param noun what problems call the map
     * @param tagKey the key that says which: {@code kind}
     */
    public UnionShape(String noun, String tagKey, List<Variant<? extends T>> variants) {
        this.noun = noun;
        this.tagKey = tagKey;
        this.variants = List.copyOf(variants);
    }

    @Override
    public @Nullable T read(YamlValue value, Reading reading) {
        if (!(value instanceof Mapping mapping)) {
            Shapes.refuse(value, noun + " has to be a map with the key '" + tagKey + "'", reading);
            return null;
        }
        YamlValue.Entry entry = mapping.entries().get(tagKey);
        if (entry == null) {
            reading.problem(
                    mapping.position(),
                    "missing key '" + tagKey + "' in " + noun + ": one of " + String.join(", ", tags()));
            return null;
        }
        if (!(entry.value() instanceof YamlValue.Scalar scalar)) {
            Shapes.refuse(entry.value(), "'" + tagKey + "' has to be one of " + String.join(", ", tags()), reading);
            return null;
        }
        for (Variant<? extends T> variant : variants) {
            if (variant.tag().equals(scalar.text())) {
                return variant.shape().read(value, reading, Collections.singleton(tagKey));
            }
        }
        reading.problem(
                scalar,
                "unknown " + tagKey + " '" + scalar.text() + "' of " + noun + LaterWords.hint(scalar.text(), tags()));
        return null;
    }

    private List<String> tags() {
        return variants.stream().map(Variant::tag).toList();
    }

    @Override
    public Object write(T value) {
        for (Variant<? extends T> variant : variants) {
            Object written = variant.writeIf(value, tagKey);
            if (written != null) {
                return written;
            }
        }
        throw new IllegalArgumentException("no way to write " + value);
    }

    @Override
    public Map<String, Object> schema(SchemaDefinitions definitions) {
        List<Object> alternatives = new ArrayList<>();
        for (Variant<? extends T> variant : variants) {
            alternatives.add(variantSchema(variant, definitions));
        }
        return object("oneOf", alternatives);
    }

    @SuppressWarnings("unchecked") // MapShape.schema always has these two under these types
    private Map<String, Object> variantSchema(Variant<? extends T> variant, SchemaDefinitions definitions) {
        Map<String, Object> schema = variant.shape().schema(definitions);
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(tagKey, object("const", variant.tag()));
        properties.putAll((Map<String, Object>) schema.get("properties"));
        List<String> required = new ArrayList<>(List.of(tagKey));
        required.addAll((List<String>) schema.getOrDefault("required", List.of()));
        schema.put("properties", properties);
        schema.put("required", required);
        if (!variant.meaning().isEmpty()) {
            schema.put("description", SchemaDefinitions.plain(variant.meaning()));
        }
        return schema;
    }
}
