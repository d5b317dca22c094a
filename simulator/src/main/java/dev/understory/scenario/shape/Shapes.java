package dev.understory.scenario.shape;

import static dev.understory.scenario.shape.SchemaDefinitions.object;

import dev.understory.scenario.shape.YamlValue.Scalar;
import dev.understory.scenario.shape.YamlValue.Unreadable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The shapes that others are made of: numbers, words, names, lists. Quantities are in {@link Quantities}. */
public final class Shapes {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,18}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

    private Shapes() {}

    /** Any text. */
    public static Shape<String> text() {
        return new ScalarShape<>(
                "text", true, (scalar, reading) -> scalar.text(), text -> text, object("type", "string"));
    }

    /** Any single value as it is written: text, number or boolean. */
    public static Shape<String> anyScalar() {
        Map<String, Object> schema = object("type", List.of("string", "number", "boolean"));
        return new ScalarShape<>("a value", true, (scalar, reading) -> scalar.text(), text -> text, schema);
    }

    /** Text of a given form. */
    public static Shape<String> textLike(String expected, Pattern pattern) {
        return new ScalarShape<>(
                expected,
                true,
                (scalar, reading) -> {
                    if (pattern.matcher(scalar.text()).matches()) {
                        return scalar.text();
                    }
                    reading.problem(scalar, "expected " + expected + ", not " + scalar.noun());
                    return null;
                },
                text -> text,
                object("type", "string", "pattern", "^(?:" + pattern.pattern() + ")$"));
    }

    /** A whole number within bounds. */
    public static Shape<Long> whole(long min, long max) {
        String expected = max == Long.MAX_VALUE
                ? "a whole number of at least " + min
                : "a whole number from " + min + " to " + max;
        Map<String, Object> schema = object("type", "integer", "minimum", min);
        if (max != Long.MAX_VALUE) {
            schema.put("maximum", max);
        }
        return new ScalarShape<>(
                expected,
                false,
                (scalar, reading) -> {
                    Long value = WHOLE.matcher(scalar.text()).matches() ? Long.valueOf(scalar.text()) : null;
                    if (value == null || value < min || value > max) {
                        reading.problem(scalar, "expected " + expected + ", not " + scalar.noun());
                        return null;
                    }
                    return value;
                },
                value -> value,
                schema);
    }

    /** A whole number within bounds, as int. */
    public static Shape<Integer> count(int min, int max) {
        return whole(min, max).map((value, source, reading) -> value.intValue(), Integer::longValue);
    }

    /** true or false. */
    public static Shape<Boolean> flag() {
        return new ScalarShape<>(
                "true or false",
                false,
                (scalar, reading) -> {
                    if (scalar.text().equals("true") || scalar.text().equals("false")) {
                        return scalar.text().equals("true");
                    }
                    reading.problem(scalar, "expected true or false, not " + scalar.noun());
                    return null;
                },
                value -> value,
                object("type", "boolean"));
    }

    /** One of a closed list of words. */
    public static <T> Shape<T> word(String noun, List<T> values, Function<T, String> word) {
        List<String> words = values.stream().map(word).toList();
        return new ScalarShape<>(
                noun,
                true,
                (scalar, reading) -> {
                    int index = words.indexOf(scalar.text());
                    if (index < 0) {
                        reading.problem(
                                scalar,
                                "unknown " + noun + " '" + scalar.text() + "'" + LaterWords.hint(scalar.text(), words));
                        return null;
                    }
                    return values.get(index);
                },
                word::apply,
                object("enum", words));
    }

    /** A constant of an enum, written in lower case with dashes: {@code a-to-b}. */
    public static <E extends Enum<E>> Shape<E> constant(String noun, Class<E> type) {
        return word(noun, Arrays.asList(type.getEnumConstants()), Shapes::dashed);
    }

    /** How an enum constant is written. */
    public static String dashed(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A name that is declared here, unique among its kind. */
    public static Shape<String> declaredName(String noun) {
        return textLike("a name of letters, digits, - and _ that starts with a letter", NAME)
                .map(
                        (name, source, reading) -> {
                            reading.declare(noun, name, source.position());
                            return name;
                        },
                        name -> name);
    }

    /** A name that has to be declared somewhere in the file. */
    public static Shape<String> reference(String noun) {
        return new ScalarShape<>(
                "the name of a " + noun,
                true,
                (scalar, reading) -> {
                    reading.refer(noun, scalar.text(), scalar.position());
                    return scalar.text();
                },
                name -> name,
                object("type", "string"));
    }

    /** A list. */
    public static <T> Shape<List<T>> list(Shape<T> element, int min) {
        return new ListShape<>(element, min, false);
    }

    /** A list; a single element may stand without its list. */
    public static <T> Shape<List<T>> oneOrMore(Shape<T> element) {
        return new ListShape<>(element, 1, true);
    }

    /** A map from names that are not known beforehand. */
    public static <T> Shape<Map<String, T>> mapOf(String noun, Shape<String> name, Shape<T> value) {
        return new OpenMapShape<>(noun, name, value);
    }

    /** A short form in one word for some values, a long form for all. */
    public static <T> Shape<T> shortOrLong(Shape<T> shortForm, Shape<T> longForm, Predicate<T> isShort) {
        return new ShortOrLongShape<>(shortForm, longForm, isShort);
    }

    /** A shape that JSON Schema describes once under that name. */
    public static <T> Shape<T> defined(String name, Shape<T> shape) {
        return new DefinedShape<>(name, shape);
    }

    /** Reports that something else stands where {@code complaint} says what has to be. */
    static void refuse(YamlValue value, String complaint, Reading reading) {
        if (!(value instanceof Unreadable)) {
            reading.problem(value, complaint + ", not " + value.noun());
        }
    }

    private record DefinedShape<T>(String name, Shape<T> shape) implements Shape<T> {
        @Override
        public @Nullable T read(YamlValue value, Reading reading) {
            return shape.read(value, reading);
        }

        @Override
        public Object write(T value) {
            return shape.write(value);
        }

        @Override
        public Map<String, Object> schema(SchemaDefinitions definitions) {
            return definitions.define(name, () -> shape.schema(definitions));
        }
    }

    private record ShortOrLongShape<T>(Shape<T> shortForm, Shape<T> longForm, Predicate<T> isShort)
            implements Shape<T> {
        @Override
        public @Nullable T read(YamlValue value, Reading reading) {
            return value instanceof Scalar ? shortForm.read(value, reading) : longForm.read(value, reading);
        }

        @Override
        public Object write(T value) {
            return isShort.test(value) ? shortForm.write(value) : longForm.write(value);
        }

        @Override
        public Map<String, Object> schema(SchemaDefinitions definitions) {
            return object("anyOf", List.of(shortForm.schema(definitions), longForm.schema(definitions)));
        }
    }
}
