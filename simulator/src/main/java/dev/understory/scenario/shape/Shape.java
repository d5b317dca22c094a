package dev.understory.scenario.shape;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a value of type {@code T} is written in a file. Whatever {@link #write} gives, {@link #read} turns into an equal
 * value again, and {@link #schema} accepts what {@link #read} does as far as JSON Schema can tell.
 */
public interface Shape<T> {
    /** The value, or null; then there is at least one problem more. */
    @Nullable
    T read(YamlValue value, Reading reading);

    /** A tree of maps, lists, strings, numbers and booleans. */
    Object write(T value);

    /** JSON Schema of the value. */
    Map<String, Object> schema(SchemaDefinitions definitions);

    /** Makes something else of a value that was read. */
    default <U> Shape<U> map(Conversion<T, U> conversion, java.util.function.Function<U, T> back) {
        return new MappedShape<>(this, conversion, back);
    }

    /** Makes one thing of another or reports why not. */
    @FunctionalInterface
    interface Conversion<T, U> {
        /** The other thing, or null; then there is at least one problem more, at {@code source} or inside it. */
        @Nullable
        U apply(T value, YamlValue source, Reading reading);
    }
}
