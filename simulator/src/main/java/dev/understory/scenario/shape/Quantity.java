package dev.understory.scenario.shape;

import dev.understory.node.config.Spelling;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number with its unit, exact.
 *
 * @param amount in the base unit of the dimension
 */
public record Quantity(BigDecimal amount, Dimension dimension) {
    private static final Pattern FORM =
            Pattern.compile("([+-]?[0-9]{1,30}(?:\\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,2})?)( *)(.*)", Pattern.DOTALL);
    private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    /** What became of a text. */
    public sealed interface Parsed {}

    /** It is a quantity. */
    public record Accepted(Quantity quantity) implements Parsed {}

    /** It is none; {@code message} says why and what to write. */
    public record Refused(String message) implements Parsed {}

    /** Parses a text that has to be a quantity of that dimension. */
    public static Parsed parse(String text, Dimension expected) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return new Refused("expected " + describe(expected) + ", not '" + text + "'");
        }
        BigDecimal number = new BigDecimal(form.group(1));
        String suffix = form.group(3);
        if (suffix.isEmpty()) {
            return expected == Dimension.NUMBER
                    ? new Accepted(new Quantity(number, expected))
                    : new Refused("'" + text + "' has no unit: write " + describe(expected));
        }
        if (suffix.equals("%")) {
            return new Refused("'" + text + "' is in percent: write a fraction from 0 to 1");
        }
        for (Dimension.Unit unit : expected.units()) {
            if (unit.suffix().equals(suffix)) {
                return form.group(2).isEmpty()
                        ? exact(text, number, unit, expected)
                        : new Refused("'" + text + "' has a space before its unit (did you mean '" + form.group(1)
                                + suffix + "'?)");
            }
        }
        return new Refused(wrongUnit(text, suffix, expected));
    }

    private static String wrongUnit(String text, String suffix, Dimension expected) {
        if (expected == Dimension.NUMBER) {
            return "'" + text + "' has a unit: write " + describe(expected);
        }
        return Dimension.ofSuffix(suffix)
                .map(other -> "'" + text + "' is " + other.noun() + ": write " + describe(expected))
                .orElseGet(() -> "unknown unit '" + suffix + "': write " + describe(expected)
                        + Spelling.hintOrNames(
                                suffix,
                                expected.units().stream()
                                        .map(Dimension.Unit::suffix)
                                        .toList()));
    }

    private static Parsed exact(String text, BigDecimal number, Dimension.Unit unit, Dimension dimension) {
        BigDecimal amount = number.multiply(unit.factor());
        if (dimension == Dimension.RATE) {
            return new Accepted(new Quantity(BigDecimal.valueOf(amount.doubleValue() / unit.divisor()), dimension));
        }
        if (amount.stripTrailingZeros().scale() > 0) {
            return new Refused("'" + text + "' is finer than 1"
                    + dimension.units().getFirst().suffix());
        }
        if (amount.abs().compareTo(LONG_MAX) > 0) {
            return new Refused("'" + text + "' is too large");
        }
        return new Accepted(new Quantity(amount, dimension));
    }

    /** With its article and examples. */
    public static String describe(Dimension dimension) {
        return dimension.noun() + " such as " + dimension.examples();
    }

    /** The amount in base units, which is a whole number for durations, sizes and bandwidths. */
    public long baseUnits() {
        return amount.longValueExact();
    }

    /** The shortest exact way to write it: {@code 90s}, not {@code 1.5m}. */
    public String text() {
        if (dimension == Dimension.NUMBER) {
            return amount.toPlainString();
        }
        if (dimension == Dimension.RATE) {
            return amount.stripTrailingZeros().toPlainString()
                    + dimension.units().getFirst().suffix();
        }
        if (amount.signum() == 0) {
            return dimension == Dimension.DURATION
                    ? "0s"
                    : "0" + dimension.units().getFirst().suffix();
        }
        BigInteger whole = amount.toBigIntegerExact();
        return dimension.units().stream()
                .filter(unit -> whole.mod(unit.factor().toBigInteger()).signum() == 0)
                .map(unit -> whole.divide(unit.factor().toBigInteger()) + unit.suffix())
                .min(Comparator.comparingInt(String::length))
                .orElseThrow();
    }
}
