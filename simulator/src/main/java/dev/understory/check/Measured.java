package dev.understory.check;

import dev.understory.scenario.shape.Dimension;
import java.util.OptionalDouble;

/**
 * The value that decided a check.
 *
 * @param value in base units; empty if nothing was measured
 * @param unit the base unit: {@code ns}, {@code B}, {@code bit/s}, {@code 1/s}, or empty for a plain number
 * @param text the value as people read it
 */
public record Measured(OptionalDouble value, String unit, String text) {
    /** Nothing was measured. */
    public static final Measured NOTHING = new Measured(OptionalDouble.empty(), "", "-");

    static Measured of(Dimension dimension, double value) {
        String unit = switch (dimension) {
            case DURATION -> "ns";
            case SIZE -> "B";
            case BANDWIDTH -> "bit/s";
            case RATE -> "1/s";
            case NUMBER -> "";
        };
        boolean isNumber = !Double.isNaN(value) && !Double.isInfinite(value);
        return new Measured(
                isNumber ? OptionalDouble.of(value) : OptionalDouble.empty(),
                unit,
                QuantityText.text(dimension, value));
    }

    /** So many of something that has a name. */
    public static Measured count(long count, String what) {
        return new Measured(OptionalDouble.of(count), "", count + " " + what);
    }
}
