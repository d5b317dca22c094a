package dev.understory.scenario.shape;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A key of a map: its name, the shape of its value, and how to get the value back out of the record that the map is read
 * into.
 *
 * @param <R> the record
 * @param <V> the value
 */
public final class Key<R, V> {
    private final String name;
    private final Shape<V> shape;
    private final boolean required;
    private final @Nullable V fallback;
    private final Function<R, @Nullable V> getter;
    private final String meaning;
    private final boolean isSection;
    private final boolean isShared;

    private Key(
            String name,
            Shape<V> shape,
            boolean required,
            @Nullable V fallback,
            Function<R, @Nullable V> getter,
            String meaning,
            boolean isSection,
            boolean isShared) {
        this.name = name;
        this.shape = shape;
        this.required = required;
        this.fallback = fallback;
        this.getter = getter;
        this.meaning = meaning;
        this.isSection = isSection;
        this.isShared = isShared;
    }

    /** A key that has to be there. */
    public static <R, V> Key<R, V> required(String name, Shape<V> shape, Function<R, V> getter, String meaning) {
        return new Key<>(name, shape, true, null, getter, meaning, false, false);
    }

    /** A key that may be left out and then has a value of its own. */
    public static <R, V> Key<R, V> withDefault(
            String name, Shape<V> shape, V fallback, Function<R, V> getter, String meaning) {
        return new Key<>(name, shape, false, fallback, getter, meaning, false, false);
    }

    /** A key that may be left out; the getter gives null when it is to be left out in writing, too. */
    public static <R, V> Key<R, V> optional(
            String name, Shape<V> shape, Function<R, @Nullable V> getter, String meaning) {
        return new Key<>(name, shape, false, null, getter, meaning, false, false);
    }

    /** A map all of whose keys may be left out; left out, it is read as if it were empty. */
    public static <R, V> Key<R, V> section(String name, MapShape<V> shape, Function<R, V> getter, String meaning) {
        return new Key<>(name, shape, false, null, getter, meaning, true, false);
    }

    /** The same key with a value that later parts of the reading can look at: {@link Reading#shared}. */
    public Key<R, V> sharing() {
        return new Key<>(name, shape, required, fallback, getter, meaning, isSection, true);
    }

    /** The same key of something that contains the record. */
    public <Q> Key<Q, V> of(Function<Q, R> container) {
        return new Key<>(
                name,
                shape,
                required,
                fallback,
                source -> getter.apply(container.apply(source)),
                meaning,
                isSection,
                isShared);
    }

    public String name() {
        return name;
    }

    public Shape<V> shape() {
        return shape;
    }

    public boolean isRequired() {
        return required;
    }

    public @Nullable V fallback() {
        return fallback;
    }

    /** One line for the reference. */
    public String meaning() {
        return meaning;
    }

    /** Whether it is a map that is read as an empty one where it is left out. */
    public boolean isSection() {
        return isSection;
    }

    boolean isShared() {
        return isShared;
    }

    /** The written value, or null to leave the key out. */
    @Nullable
    Object written(R source) {
        V value = getter.apply(source);
        return value == null || (!required && isEmpty(value)) ? null : shape.write(value);
    }

    /** Whether a value says as little as a missing key. */
    public static boolean isEmpty(Object value) {
        return switch (value) {
            case Collection<?> list -> list.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            default -> false;
        };
    }
}
