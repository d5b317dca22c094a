package dev.understory.law;

import dev.understory.crypto.RandomStream;

/**
 * Draws from the law with density {@code x f(x) / mean}: the lifetimes that are met at a random moment. Where that law does
 * not exist or has no simple form (normal, generalized Pareto, Pareto without a mean) the law itself stands for it.
 */
final class LengthBias {
    private LengthBias() {}

    static double sample(Law law, RandomStream random, NormalSource normals) {
        return switch (law) {
            case Law.Constant constant -> constant.value();
            case Law.Uniform uniform -> uniform(uniform, random);
            case Law.Exponential exponential -> exponential.mean() * Law.Gamma.standard(2, random, normals);
            case Law.Normal normal -> normal.sample(random, normals);
            case Law.LogNormal logNormal ->
                logNormal.median() * StrictMath.exp(logNormal.sigma() * (logNormal.sigma() + normals.next(random)));
            case Law.Weibull weibull ->
                weibull.scale()
                        * StrictMath.pow(
                                Law.Gamma.standard(1 + 1 / weibull.shape(), random, normals), 1 / weibull.shape());
            case Law.Pareto pareto ->
                (pareto.alpha() > 1 ? new Law.Pareto(pareto.alpha() - 1, pareto.min()) : pareto)
                        .sample(random, normals);
            case Law.Gamma gamma -> gamma.scale() * Law.Gamma.standard(gamma.shape() + 1, random, normals);
            case Law.GeneralizedPareto general -> general.sample(random, normals);
        };
    }

    private static double uniform(Law.Uniform law, RandomStream random) {
        double low = law.min() * law.min();
        double high = law.max() * law.max();
        return StrictMath.sqrt(low + (high - low) * random.nextDouble());
    }
}
