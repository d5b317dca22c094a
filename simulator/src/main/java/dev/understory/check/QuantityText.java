package dev.understory.check;

import dev.understory.scenario.shape.Dimension;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Measured values as people read them: at most four digits, with the unit that fits. */
public final class QuantityText {
    private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_UP);

    private QuantityText() {}

    /** A value in base units. */
    public static String text(Dimension dimension, double value) {
        return switch (dimension) {
            case DURATION -> scaled(value, new double[] {1, 1e3, 1e6, 1e9}, new String[] {" ns", " us", " ms", " s"});
            case SIZE ->
                scaled(value, new double[] {1, 1024, 1 << 20, 1 << 30}, new String[] {" B", " KiB", " MiB", " GiB"});
            case BANDWIDTH ->
                scaled(value, new double[] {1, 1e3, 1e6, 1e9}, new String[] {" bit/s", " Kbit/s", " Mbit/s", " Gbit/s"
                });
            case RATE -> number(value) + "/s";
            case NUMBER -> number(value);
        };
    }

    /** A plain number. */
    public static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "-";
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }

    /** A moment of the run. */
    public static String moment(long nanos) {
        return new BigDecimal(nanos)
                        .divide(new BigDecimal(1_000_000_000), 3, RoundingMode.HALF_UP)
                        .toPlainString() + " s";
    }

    private static String scaled(double value, double[] factors, String[] units) {
        int unit = 0;
        while (unit + 1 < factors.length && Math.abs(value) >= factors[unit + 1]) {
            unit++;
        }
        return number(value / factors[unit]) + units[unit];
    }
}
