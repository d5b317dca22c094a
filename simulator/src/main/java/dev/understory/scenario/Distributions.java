package dev.understory.scenario;

import dev.understory.law.Distribution;
import dev.understory.law.Law;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import dev.understory.scenario.shape.UnionShape;
import dev.understory.scenario.shape.UnionShape.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How distributions are written: a quantity for a constant, otherwise a map with the {@code kind} of law. */
public final class Distributions {
    private static final double LARGEST = 9e18;

    /** The shape of distributions of quantities of that dimension. */
    public static Shape<Distribution> of(Dimension dimension) {
        Shape<Distribution> constant = quantity(dimension, 0)
                .map((value, source, reading) -> Distribution.constant(value), Distributions::value);
        String name = "distribution-of-" + dimension.name().toLowerCase(Locale.ROOT);
        return Shapes.defined(
                name, Shapes.shortOrLong(constant, new Distributions(dimension).laws(), Distributions::isConstant));
    }

    private final Dimension dimension;
    private final Key<Distribution, Double> max;

    private Distributions(Dimension dimension) {
        this.dimension = dimension;
        this.max = Key.optional(
                "max",
                quantity(dimension, 0),
                d -> Double.isInfinite(d.max()) ? null : d.max(),
                "draws are cut off here");
    }

    private UnionShape<Distribution> laws() {
        return new UnionShape<>(
                "a distribution",
                "kind",
                List.of(
                        constant(),
                        uniform(),
                        exponential(),
                        normal(),
                        logNormal(),
                        weibull(),
                        pareto(),
                        gamma(),
                        gpd()));
    }

    private Variant<Distribution> constant() {
        var value = Key.<Law.Constant, Double>required("value", quantity(0), Law.Constant::value, "the value");
        return law("constant", Law.Constant.class, List.of(value), e -> new Law.Constant(e.get(value)));
    }

    private Variant<Distribution> uniform() {
        var min = Key.<Law.Uniform, Double>required("min", quantity(0), Law.Uniform::min, "the smallest value");
        var upper = Key.<Law.Uniform, Double>required("max", quantity(0), Law.Uniform::max, "the largest value");
        return law("uniform", Law.Uniform.class, List.of(min, upper), e -> {
            if (e.get(min) > e.get(upper)) {
                e.problem(upper, "max is smaller than min");
            }
            return new Law.Uniform(Math.min(e.get(min), e.get(upper)), e.get(upper));
        });
    }

    private Variant<Distribution> exponential() {
        var mean = Key.<Law.Exponential, Double>required("mean", quantity(1), Law.Exponential::mean, "the mean");
        return law("exponential", Law.Exponential.class, List.of(mean), e -> new Law.Exponential(e.get(mean)));
    }

    private Variant<Distribution> normal() {
        var mean = Key.<Law.Normal, Double>required("mean", quantity(0), Law.Normal::mean, "the mean");
        var sd = Key.<Law.Normal, Double>required("sd", quantity(0), Law.Normal::sd, "the standard deviation");
        return law("normal", Law.Normal.class, List.of(mean, sd), e -> new Law.Normal(e.get(mean), e.get(sd)));
    }

    private Variant<Distribution> logNormal() {
        var median = Key.<Law.LogNormal, Double>required(
                "median", quantity(1), Law.LogNormal::median, "half of the draws are smaller");
        var sigma = Key.<Law.LogNormal, Double>required(
                "sigma", Quantities.number(0, 10), Law.LogNormal::sigma, "standard deviation of the logarithm");
        return law(
                "lognormal",
                Law.LogNormal.class,
                List.of(median, sigma),
                e -> new Law.LogNormal(e.get(median), e.get(sigma)));
    }

    private Variant<Distribution> weibull() {
        var shape = Key.<Law.Weibull, Double>required(
                "shape",
                Quantities.number(0.1, 100),
                Law.Weibull::shape,
                "below 1: the longer it lasts, the longer it will");
        var scale = Key.<Law.Weibull, Double>required("scale", quantity(1), Law.Weibull::scale, "63 % are smaller");
        return law(
                "weibull", Law.Weibull.class, List.of(shape, scale), e -> new Law.Weibull(e.get(shape), e.get(scale)));
    }

    private Variant<Distribution> pareto() {
        var alpha = Key.<Law.Pareto, Double>required(
                "alpha", Quantities.number(0.1, 100), Law.Pareto::alpha, "the smaller, the heavier the tail");
        var min = Key.<Law.Pareto, Double>required("min", quantity(1), Law.Pareto::min, "the smallest value");
        return law("pareto", Law.Pareto.class, List.of(alpha, min), e -> new Law.Pareto(e.get(alpha), e.get(min)));
    }

    private Variant<Distribution> gamma() {
        var shape = Key.<Law.Gamma, Double>required(
                "shape", Quantities.number(0.01, 1e6), Law.Gamma::shape, "mean = shape * scale");
        var scale = Key.<Law.Gamma, Double>required("scale", quantity(1), Law.Gamma::scale, "mean = shape * scale");
        return law("gamma", Law.Gamma.class, List.of(shape, scale), e -> new Law.Gamma(e.get(shape), e.get(scale)));
    }

    private Variant<Distribution> gpd() {
        var shape = Key.<Law.GeneralizedPareto, Double>required(
                "shape", Quantities.number(-10, 10), Law.GeneralizedPareto::shape, "the larger, the heavier the tail");
        var location = Key.<Law.GeneralizedPareto, Double>required(
                "location", quantity(-LARGEST), Law.GeneralizedPareto::location, "where it begins; may be negative");
        var scale = Key.<Law.GeneralizedPareto, Double>required(
                "scale", quantity(1), Law.GeneralizedPareto::scale, "how far it spreads");
        return law(
                "generalized-pareto",
                Law.GeneralizedPareto.class,
                List.of(shape, location, scale),
                e -> new Law.GeneralizedPareto(e.get(shape), e.get(location), e.get(scale)));
    }

    private <L extends Law> Variant<Distribution> law(
            String tag, Class<L> type, List<Key<L, Double>> parameters, Function<Entries, L> builder) {
        List<Key<? super Distribution, ?>> keys = new ArrayList<>();
        parameters.forEach(key -> keys.add(key.of(distribution -> type.cast(distribution.law()))));
        boolean bounded = type == Law.Constant.class || type == Law.Uniform.class;
        if (!bounded) {
            keys.add(max);
        }
        MapShape<Distribution> shape = new MapShape<>("a distribution of kind " + tag, keys, e -> {
            @Nullable Double bound = bounded ? null : e.find(max);
            return new Distribution(builder.apply(e), bound == null ? Double.POSITIVE_INFINITY : bound);
        });
        return new Variant<>(tag, Distribution.class, d -> type.isInstance(d.law()), shape);
    }

    private Shape<Double> quantity(double min) {
        return quantity(dimension, min);
    }

    private static Shape<Double> quantity(Dimension dimension, double min) {
        return Quantities.inBaseUnits(dimension, min, LARGEST);
    }

    private static boolean isConstant(Distribution distribution) {
        return distribution.law() instanceof Law.Constant && Double.isInfinite(distribution.max());
    }

    private static double value(Distribution distribution) {
        return ((Law.Constant) distribution.law()).value();
    }
}
