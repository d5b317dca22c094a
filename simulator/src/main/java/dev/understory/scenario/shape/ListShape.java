package dev.understory.scenario.shape;

import static dev.understory.scenario.shape.SchemaDefinitions.object;

import dev.understory.scenario.shape.YamlValue.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A list of like elements.
 *
 * @param single whether one element may stand without its list
 */
record ListShape<T>(Shape<T> element, int min, boolean single) implements Shape<List<T>> {
    @Override
    public @Nullable List<T> read(YamlValue value, Reading reading) {
        if (!(value instanceof Sequence sequence)) {
            return readOther(value, reading);
        }
        if (sequence.items().size() < min) {
            reading.problem(sequence, "expected at least " + min + (min == 1 ? " element" : " elements"));
            return null;
        }
        List<T> elements = new ArrayList<>();
        boolean complete = true;
        for (YamlValue item : sequence.items()) {
            T read = element.read(item, reading);
            if (read == null) {
                complete = false;
            } else {
                elements.add(read);
            }
        }
        return complete ? List.copyOf(elements) : null;
    }

    private @Nullable List<T> readOther(YamlValue value, Reading reading) {
        if (!single) {
            Shapes.refuse(value, "expected a list", reading);
            return null;
        }
        T read = element.read(value, reading);
        return read == null ? null : List.of(read);
    }

    @Override
    public Object write(List<T> value) {
        return single && value.size() == 1
                ? element.write(value.getFirst())
                : value.stream().map(element::write).toList();
    }

    @Override
    public Map<String, Object> schema(SchemaDefinitions definitions) {
        Map<String, Object> elements = element.schema(definitions);
        Map<String, Object> list = object("type", "array", "items", elements);
        if (min > 0) {
            list.put("minItems", min);
        }
        return single ? object("anyOf", List.of(elements, list)) : list;
    }
}
