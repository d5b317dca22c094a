package dev.understory.law;

import dev.understory.crypto.RandomStream;

/**
 * A law of chance over numbers, in its usual parameters. Parameters that are quantities are in base units (nanoseconds,
 * bytes), the others are plain numbers; impossible ones are refused with an {@link IllegalArgumentException}.
 */
public sealed interface Law {
    /** One number, its normal numbers by the ziggurat. */
    default double sample(RandomStream random) {
        return sample(random, NormalSource.ZIGGURAT);
    }

    /** One number, its normal numbers from {@code normals}. */
    double sample(RandomStream random, NormalSource normals);

    /** No sample is smaller; negative infinity if there is no bound. */
    double minimum();

    /** The expected value; infinite where it does not exist. */
    double mean();

    /** Always the same. */
    record Constant(double value) implements Law {
        @Override
        public double sample(RandomStream random, NormalSource normals) {
            return value;
        }

        @Override
        public double minimum() {
            return value;
        }

        @Override
        public double mean() {
            return value;
        }
    }

    /** Every value in [min, max) is as likely. */
    record Uniform(double min, double max) implements Law {
        public Uniform {
            require(min <= max, "a uniform law needs min <= max");
        }

        @Override
        public double sample(RandomStream random, NormalSource normals) {
            return min + (max - min) * random.nextDouble();
        }

        @Override
        public double minimum() {
            return min;
        }

        @Override
        public double mean() {
            return (min + max) / 2;
        }
    }

    /** Memoryless. */
    record Exponential(double mean) implements Law {
        public Exponential {
            require(mean > 0, "an exponential law needs mean > 0");
        }

        @Override
        public double sample(RandomStream random, NormalSource normals) {
            return -mean * StrictMath.log(positive(random));
        }

        @Override
        public double minimum() {
            return 0;
        }
    }

    /** Gaussian. */
    record Normal(double mean, double sd) implements Law {
        public Normal {
            require(sd >= 0, "a normal law needs sd >= 0");
        }

        @Override
        public double sample(RandomStream random, NormalSource normals) {
            return mean + sd * normals.next(random);
        }

        @Override
        public double minimum() {
            return sd == 0 ? mean : Double.NEGATIVE_INFINITY;
        }
    }

    /** The logarithm is normal, {@code median * exp(sigma * N(0, 1))}; half of the draws are below the median. */
    record LogNormal(double median, double sigma) implements Law {
        public LogNormal {
            require(median > 0 && sigma >= 0, "a lognormal law needs median > 0 and sigma >= 0");
        }

        @Override
        public double sample(RandomStream random, NormalSource normals) {
            return median * StrictMath.exp(sigma * normals.next(random));
        }

        @Override
        public double minimum() {
            return 0;
        }

        @Override
        public double mean() {
            return median * StrictMath.exp(sigma * sigma / 2);
        }
    }

    /** {@code P(X > x) = exp(-(x / scale)^shape)}; by inversion. */
    record Weibull(double shape, double scale) implements Law {
        public Weibull {
            require(shape > 0 && scale > 0, "a weibull law needs shape > 0 and scale > 0");
        }

        @Override
        public double sample(RandomStream random, NormalSource normals) {
            return scale * StrictMath.pow(-StrictMath.log(positive(random)), 1 / shape);
        }

        @Override
        public double minimum() {
            return 0;
        }

        @Override
        public double mean() {
            return scale * GammaFunction.of(1 + 1 / shape);
        }
    }

    /** Pareto of the first kind: {@code P(X > x) = (min / x)^alpha} for x of at least {@code min}. */
    record Pareto(double alpha, double min) implements Law {
        public Pareto {
            require(alpha > 0 && min > 0, "a pareto law needs alpha > 0 and min > 0");
        }

        @Override
        public double sample(RandomStream random, NormalSource normals) {
            return min * StrictMath.pow(positive(random), -1 / alpha);
        }

        @Override
        public double minimum() {
            return min;
        }

        @Override
        public double mean() {
            return alpha > 1 ? alpha * min / (alpha - 1) : Double.POSITIVE_INFINITY;
        }
    }

    /** Marsaglia and Tsang, "A simple method for generating gamma variables" (2000). */
    record Gamma(double shape, double scale) implements Law {
        public Gamma {
            require(shape > 0 && scale > 0, "a gamma law needs shape > 0 and scale > 0");
        }

        @Override
        public double sample(RandomStream random, NormalSource normals) {
            return standard(shape, random, normals) * scale;
        }

        @Override
        public double minimum() {
            return 0;
        }

        @Override
        public double mean() {
            return shape * scale;
        }

        /** From the law of scale 1. */
        static double standard(double shape, RandomStream random, NormalSource normals) {
            double boost = shape < 1 ? StrictMath.pow(positive(random), 1 / shape) : 1;
            double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
            double c = 1 / StrictMath.sqrt(9 * d);
            while (true) { // accepts more than 95 % of its proposals for every shape
                double x = normals.next(random);
                double v = 1 + c * x;
                if (v <= 0) {
                    continue;
                }
                v = v * v * v;
                double u = positive(random);
                double squared = x * x;
                if (u < 1 - 0.0331 * squared * squared
                        || StrictMath.log(u) < 0.5 * squared + d * (1 - v + StrictMath.log(v))) {
                    return d * v * boost;
                }
            }
        }
    }

    /**
     * {@code location + scale * ((1 - u)^-shape - 1) / shape}, as in the distance law of the King data. With shape 0 it is
     * exponential.
     */
    record GeneralizedPareto(double shape, double location, double scale) implements Law {
        public GeneralizedPareto {
            require(scale > 0, "a generalized pareto law needs scale > 0");
        }

        @Override
        public double sample(RandomStream random, NormalSource normals) {
            if (shape == 0) {
                return location - scale * StrictMath.log(positive(random));
            }
            return location + scale * (StrictMath.pow(positive(random), -shape) - 1) / shape;
        }

        @Override
        public double minimum() {
            return location;
        }

        @Override
        public double mean() {
            return shape < 1 ? location + scale / (1 - shape) : Double.POSITIVE_INFINITY;
        }
    }

    /** Uniform in (0, 1]. */
    private static double positive(RandomStream random) {
        return 1 - random.nextDouble();
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
