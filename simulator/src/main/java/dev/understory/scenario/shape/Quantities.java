package dev.understory.scenario.shape;

import static dev.understory.scenario.shape.SchemaDefinitions.object;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Shapes of numbers and of quantities with a unit. */
public final class Quantities {
    /** The longest duration: ten years, so that sums of a few fit into 64 bits of nanoseconds. */
    public static final Duration LONGEST = Duration.ofDays(3650);

    private static final String NUMBER = "[+-]?[0-9]{1,30}(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?";

    private Quantities() {}

    /** Any quantity of that dimension. */
    public static Shape<Quantity> of(Dimension dimension) {
        Shape<Quantity> shape = new ScalarShape<>(
                Quantity.describe(dimension),
                false,
                (scalar, reading) -> switch (Quantity.parse(scalar.text(), dimension)) {
                    case Quantity.Accepted accepted -> accepted.quantity();
                    case Quantity.Refused refused -> {
                        reading.problem(scalar, refused.message());
                        yield null;
                    }
                },
                quantity -> dimension == Dimension.NUMBER ? number(quantity.amount()) : quantity.text(),
                schema(dimension));
        return Shapes.defined(dimension.name().toLowerCase(Locale.ROOT), shape);
    }

    /** A quantity within bounds, in base units. */
    public static Shape<Double> inBaseUnits(Dimension dimension, double min, double max) {
        return of(dimension)
                .map(
                        (quantity, source, reading) -> {
                            double value = quantity.amount().doubleValue();
                            if (value < min || value > max) {
                                reading.problem(
                                        source,
                                        "expected " + dimension.noun() + bounds(dimension, min, max) + ", not "
                                                + source.noun());
                                return null;
                            }
                            return value;
                        },
                        value -> new Quantity(whole(dimension, value), dimension));
    }

    /** A duration of at least {@code min}. */
    public static Shape<Duration> duration(Duration min) {
        return inBaseUnits(Dimension.DURATION, (double) min.toNanos(), (double) LONGEST.toNanos())
                .map((nanos, source, reading) -> Duration.ofNanos(Math.round(nanos)), d -> (double) d.toNanos());
    }

    /** A duration that may be zero. */
    public static Shape<Duration> duration() {
        return duration(Duration.ZERO);
    }

    /** A duration that may not be zero. */
    public static Shape<Duration> positiveDuration() {
        return duration(Duration.ofNanos(1));
    }

    /** A whole number of base units within bounds: bytes, bits per second. */
    public static Shape<Long> wholeUnits(Dimension dimension, long min, long max) {
        return inBaseUnits(dimension, (double) min, (double) max)
                .map((value, source, reading) -> Math.round(value), Long::doubleValue);
    }

    /** A plain number within bounds. */
    public static Shape<Double> number(double min, double max) {
        return inBaseUnits(Dimension.NUMBER, min, max);
    }

    /** A number from 0 to 1. */
    public static Shape<Double> fraction() {
        return share().map((share, source, reading) -> share.doubleValue(), BigDecimal::valueOf);
    }

    /** A number from 0 to 1, exactly as it is written. */
    public static Shape<BigDecimal> share() {
        return of(Dimension.NUMBER)
                .map(
                        (quantity, source, reading) -> {
                            BigDecimal share = quantity.amount();
                            if (share.signum() < 0 || share.compareTo(BigDecimal.ONE) > 0) {
                                reading.problem(source, "expected a fraction from 0 to 1, not " + source.noun());
                                return null;
                            }
                            return share;
                        },
                        share -> new Quantity(share, Dimension.NUMBER));
    }

    /** A number or quantity whose dimension only the context knows, as it is written. */
    public static Shape<String> ofAnyDimension() {
        List<Object> forms = new ArrayList<>();
        Arrays.stream(Dimension.values()).forEach(dimension -> forms.add(schema(dimension)));
        return new ScalarShape<>(
                "a number or a quantity",
                false,
                (scalar, reading) -> scalar.text(),
                text -> text.matches(NUMBER) ? number(new BigDecimal(text)) : text,
                object("anyOf", forms));
    }

    /** A value in base units as text with its unit. */
    public static String text(Dimension dimension, double value) {
        return new Quantity(whole(dimension, value), dimension).text();
    }

    private static BigDecimal whole(Dimension dimension, double value) {
        boolean fractional = dimension == Dimension.NUMBER || dimension == Dimension.RATE;
        return fractional ? BigDecimal.valueOf(value) : new BigDecimal(Math.rint(value));
    }

    private static String bounds(Dimension dimension, double min, double max) {
        if (min == Double.NEGATIVE_INFINITY) {
            return " of at most " + text(dimension, max);
        }
        return max == Double.POSITIVE_INFINITY
                ? " of at least " + text(dimension, min)
                : " from " + text(dimension, min) + " to " + text(dimension, max);
    }

    /** As YAML writes a number: whole numbers without a fraction. */
    private static Object number(BigDecimal value) {
        BigDecimal plain = value.stripTrailingZeros();
        boolean fitsLong = plain.scale() <= 0 && plain.precision() - plain.scale() <= 18;
        return fitsLong ? (Object) plain.longValueExact() : (Object) plain.doubleValue();
    }

    private static Map<String, Object> schema(Dimension dimension) {
        if (dimension == Dimension.NUMBER) {
            return object("type", "number");
        }
        String units = dimension.units().stream().map(Dimension.Unit::suffix).collect(Collectors.joining("|"));
        return object("type", "string", "pattern", "^" + NUMBER + "(" + units + ")$");
    }
}
