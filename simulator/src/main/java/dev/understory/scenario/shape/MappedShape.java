package dev.understory.scenario.shape;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A shape of something that is made of what another shape reads. */
record MappedShape<T, U>(Shape<T> origin, Shape.Conversion<T, U> conversion, Function<U, T> back) implements Shape<U> {
    @Override
    public @Nullable U read(YamlValue value, Reading reading) {
        T read = origin.read(value, reading);
        return read == null ? null : conversion.apply(read, value, reading);
    }

    @Override
    public Object write(U value) {
        return origin.write(back.apply(value));
    }

    @Override
    public Map<String, Object> schema(SchemaDefinitions definitions) {
        return origin.schema(definitions);
    }
}
