package dev.understory.bench;

import org.jspecify.annotations.Nullable;

/**
 * One measured figure.
 *
 * @param name what was measured, as a path: {@code bulk/64KiB}
 * @param value the figure
 * @param unit its unit: {@code GB/s}, {@code us}, {@code 1/s}, {@code B}
 * @param limit what it is compared with in the same run, or null for a raw limit itself
 * @param target what it should reach, or null where nothing is asked
 */
public record Measurement(
        String name,
        double value,
        String unit,
        @Nullable Limit limit,
        @Nullable Target target) {

    /** A figure that stands alone. */
    public static Measurement of(String name, double value, String unit) {
        return new Measurement(name, value, unit, null, null);
    }

    /** The same figure beside a raw limit of this run; alone if that is NaN because it was not measured. */
    public Measurement beside(String limitName, double limitValue) {
        Limit beside = Double.isNaN(limitValue) ? null : new Limit(limitName, limitValue);
        return new Measurement(name, value, unit, beside, target);
    }

    /** The same figure with the value it has to reach. */
    public Measurement atLeast(double wanted) {
        return new Measurement(name, value, unit, limit, new Target(wanted, true, false));
    }

    /** The same figure with the value it must not exceed. */
    public Measurement atMost(double wanted) {
        return new Measurement(name, value, unit, limit, new Target(wanted, false, false));
    }

    /** The same figure with the largest ratio to its limit. */
    public Measurement atMostTimesLimit(double ratio) {
        return new Measurement(name, value, unit, limit, new Target(ratio, false, true));
    }

    /** The same figure with the smallest ratio to its limit. */
    public Measurement atLeastTimesLimit(double ratio) {
        return new Measurement(name, value, unit, limit, new Target(ratio, true, true));
    }

    /** The figure divided by its limit; NaN without one. */
    public double ratio() {
        return limit == null ? Double.NaN : value / limit.value();
    }

    /** Whether the target is met; null where there is none, or no limit to compare with. */
    public @Nullable Boolean met() {
        if (target == null || (target.ofLimit() && limit == null)) {
            return null;
        }
        double compared = target.ofLimit() ? ratio() : value;
        return target.least() ? compared >= target.value() : compared <= target.value();
    }

    /** A raw limit measured in the same run. */
    public record Limit(String name, double value) {}

    /**
     * What a figure should reach.
     *
     * @param least true for a minimum, false for a maximum
     * @param ofLimit whether the value is a multiple of the limit, not an absolute figure
     */
    public record Target(double value, boolean least, boolean ofLimit) {
        @Override
        public String toString() {
            return (least ? ">= " : "<= ") + Figures.format(value) + (ofLimit ? "x limit" : "");
        }
    }
}
