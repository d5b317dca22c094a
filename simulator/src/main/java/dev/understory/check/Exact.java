package dev.understory.check;

import dev.understory.scenario.rule.Expression;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Optional;

/**
 * A number of a rule as a fraction, so that {@code 0.07 * graph.nodes()} is 7 where 100 nodes run, and a third of nine
 * times three is nine. A double stands for the shortest decimal number that reads as it.
 */
record Exact(BigInteger over, BigInteger under) {
    static Exact of(double value) {
        BigDecimal decimal = BigDecimal.valueOf(value);
        return decimal.scale() > 0
                ? new Exact(decimal.unscaledValue(), BigInteger.TEN.pow(decimal.scale()))
                : new Exact(decimal.toBigIntegerExact(), BigInteger.ONE);
    }

    /** What comes of two numbers; nothing of a division by zero. */
    static Optional<Exact> of(Exact left, Expression.Operator operator, Exact right) {
        BigInteger under = left.under.multiply(right.under);
        return switch (operator) {
            case PLUS ->
                Optional.of(new Exact(left.over.multiply(right.under).add(right.over.multiply(left.under)), under));
            case MINUS ->
                Optional.of(
                        new Exact(left.over.multiply(right.under).subtract(right.over.multiply(left.under)), under));
            case TIMES -> Optional.of(new Exact(left.over.multiply(right.over), under));
            case OVER ->
                right.over.signum() == 0
                        ? Optional.empty()
                        : Optional.of(new Exact(left.over.multiply(right.under), left.under.multiply(right.over)));
        };
    }

    double toDouble() {
        return new BigDecimal(over)
                .divide(new BigDecimal(under), MathContext.DECIMAL128)
                .doubleValue();
    }
}
