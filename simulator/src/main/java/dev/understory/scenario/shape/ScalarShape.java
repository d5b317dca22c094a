package dev.understory.scenario.shape;

import dev.understory.scenario.shape.YamlValue.Scalar;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value that is written as one word, number or text.
 *
 * @param expected what problems say has to be there: {@code a duration such as 50ms, 1.5s, 30m}
 * @param text whether it may be written in quotes
 * @param parser from the text to the value
 * @param writer back to a string, number or boolean
 * @param schema of the value itself; a variable may always stand in its place
 */
record ScalarShape<T>(
        String expected, boolean text, Parser<T> parser, Function<T, Object> writer, Map<String, Object> schema)
        implements Shape<T> {
    /** Makes a value of a text or reports why not. */
    @FunctionalInterface
    interface Parser<T> {
        @Nullable
        T parse(Scalar scalar, Reading reading);
    }

    @Override
    public @Nullable T read(YamlValue value, Reading reading) {
        if (!(value instanceof Scalar scalar)) {
            return refuse(value, reading);
        }
        if (!scalar.plain() && !text) {
            reading.problem(scalar, "expected " + expected + ", not text in quotes");
            return null;
        }
        return scalar.plain() && scalar.text().isEmpty() ? refuse(value, reading) : parser.parse(scalar, reading);
    }

    private @Nullable T refuse(YamlValue value, Reading reading) {
        Shapes.refuse(value, "expected " + expected, reading);
        return null;
    }

    @Override
    public Object write(T value) {
        return writer.apply(value);
    }

    @Override
    public Map<String, Object> schema(SchemaDefinitions definitions) {
        boolean anyText =
                schema.size() == 1 && String.valueOf(schema.get("type")).contains("string");
        return anyText ? schema : definitions.orVariable(schema);
    }
}
