package dev.understory.scenario.law;

/**
 * A probability law of a positive quantity, in its usual parameters. Parameters that are quantities are in base units
 * (nanoseconds, bytes); the others are plain numbers.
 */
public sealed interface Law {
    /** Always the same. */
    record Constant(double value) implements Law {}

    /** Anything from {@code min} to {@code max} alike. */
    record Uniform(double min, double max) implements Law {}

    /** Without memory. */
    record Exponential(double mean) implements Law {}

    /** A bell; negative draws count as zero. */
    record Normal(double mean, double sd) implements Law {}

    /** The logarithm is normal with deviation {@code sigma}; half of the draws are below the median. */
    record LogNormal(double median, double sigma) implements Law {}

    /** {@code P(X > x) = exp(-(x / scale)^shape)}. */
    record Weibull(double shape, double scale) implements Law {}

    /** {@code P(X > x) = (min / x)^alpha} for x of at least {@code min}. */
    record Pareto(double alpha, double min) implements Law {}

    /** Mean {@code shape * scale}. */
    record Gamma(double shape, double scale) implements Law {}

    /** {@code location + scale * ((1 - u)^-shape - 1) / shape}; negative draws count as zero. */
    record GeneralizedPareto(double shape, double location, double scale) implements Law {}
}
