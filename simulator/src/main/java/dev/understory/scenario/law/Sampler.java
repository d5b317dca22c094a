package dev.understory.scenario.law;

import dev.understory.crypto.RandomStream;

/**
 * Draws from laws by inversion, except the normal law (Box and Muller) and the gamma law (Marsaglia and Tsang 2000).
 * The number of random values used is fixed for all laws but gamma.
 */
final class Sampler {
    private Sampler() {}

    static double draw(Law law, RandomStream random) {
        return switch (law) {
            case Law.Constant constant -> constant.value();
            case Law.Uniform uniform -> uniform.min() + (uniform.max() - uniform.min()) * random.nextDouble();
            case Law.Exponential exponential -> exponential.mean() * standardExponential(random);
            case Law.Normal normal -> normal.mean() + normal.sd() * standardNormal(random);
            case Law.LogNormal logNormal ->
                logNormal.median() * StrictMath.exp(logNormal.sigma() * standardNormal(random));
            case Law.Weibull weibull ->
                weibull.scale() * StrictMath.pow(standardExponential(random), 1 / weibull.shape());
            case Law.Pareto pareto -> pareto.min() * StrictMath.pow(survival(random), -1 / pareto.alpha());
            case Law.Gamma gamma -> gamma.scale() * standardGamma(gamma.shape(), random);
            case Law.GeneralizedPareto general -> generalizedPareto(general, random);
        };
    }

    /** Draws from the law with density x f(x) / mean: the lifetimes that are met at a random moment. */
    static double lengthBiased(Law law, RandomStream random) {
        return switch (law) {
            case Law.Constant constant -> constant.value();
            case Law.Uniform uniform -> lengthBiasedUniform(uniform, random);
            case Law.Exponential exponential -> exponential.mean() * standardGamma(2, random);
            case Law.Normal normal -> draw(normal, random);
            case Law.LogNormal logNormal ->
                logNormal.median() * StrictMath.exp(logNormal.sigma() * (logNormal.sigma() + standardNormal(random)));
            case Law.Weibull weibull ->
                weibull.scale() * StrictMath.pow(standardGamma(1 + 1 / weibull.shape(), random), 1 / weibull.shape());
            case Law.Pareto pareto ->
                pareto.alpha() > 1
                        ? draw(new Law.Pareto(pareto.alpha() - 1, pareto.min()), random)
                        : draw(pareto, random);
            case Law.Gamma gamma -> gamma.scale() * standardGamma(gamma.shape() + 1, random);
            case Law.GeneralizedPareto general -> draw(general, random);
        };
    }

    static double mean(Law law) {
        return switch (law) {
            case Law.Constant constant -> constant.value();
            case Law.Uniform uniform -> (uniform.min() + uniform.max()) / 2;
            case Law.Exponential exponential -> exponential.mean();
            case Law.Normal normal -> normal.mean();
            case Law.LogNormal logNormal ->
                logNormal.median() * StrictMath.exp(logNormal.sigma() * logNormal.sigma() / 2);
            case Law.Weibull weibull -> weibull.scale() * gammaFunction(1 + 1 / weibull.shape());
            case Law.Pareto pareto ->
                pareto.alpha() > 1 ? pareto.alpha() * pareto.min() / (pareto.alpha() - 1) : Double.POSITIVE_INFINITY;
            case Law.Gamma gamma -> gamma.shape() * gamma.scale();
            case Law.GeneralizedPareto general ->
                general.shape() < 1
                        ? general.location() + general.scale() / (1 - general.shape())
                        : Double.POSITIVE_INFINITY;
        };
    }

    private static double generalizedPareto(Law.GeneralizedPareto law, RandomStream random) {
        double survival = survival(random);
        double excess = law.shape() == 0
                ? -StrictMath.log(survival)
                : (StrictMath.pow(survival, -law.shape()) - 1) / law.shape();
        return law.location() + law.scale() * excess;
    }

    private static double lengthBiasedUniform(Law.Uniform law, RandomStream random) {
        double low = law.min() * law.min();
        double high = law.max() * law.max();
        return StrictMath.sqrt(low + (high - low) * random.nextDouble());
    }

    /** Uniform in (0, 1]. */
    private static double survival(RandomStream random) {
        return 1 - random.nextDouble();
    }

    private static double standardExponential(RandomStream random) {
        return -StrictMath.log(survival(random));
    }

    private static double standardNormal(RandomStream random) {
        double radius = StrictMath.sqrt(2 * standardExponential(random));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }

    private static double standardGamma(double shape, RandomStream random) {
        if (shape < 1) {
            return standardGamma(shape + 1, random) * StrictMath.pow(survival(random), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / StrictMath.sqrt(9 * d);
        while (true) { // accepts more than 95 % of its proposals for every shape
            double x = standardNormal(random);
            double v = 1 + c * x;
            if (v > 0) {
                double cube = v * v * v;
                if (StrictMath.log(survival(random)) < 0.5 * x * x + d - d * cube + d * StrictMath.log(cube)) {
                    return d * cube;
                }
            }
        }
    }

    /** Lanczos' approximation, exact to about 15 digits for arguments of at least 1. */
    private static double gammaFunction(double x) {
        double[] coefficients = {
            676.5203681218851,
            -1259.1392167224028,
            771.3234287776531,
            -176.6150291621406,
            12.507343278686905,
            -0.13857109526572012,
            9.984369578019572e-6,
            1.5056327351493116e-7
        };
        double z = x - 1;
        double sum = 0.9999999999998099;
        for (int i = 0; i < coefficients.length; i++) {
            sum += coefficients[i] / (z + i + 1);
        }
        double t = z + coefficients.length - 0.5;
        return StrictMath.sqrt(2 * Math.PI) * StrictMath.pow(t, z + 0.5) * StrictMath.exp(-t) * sum;
    }
}
