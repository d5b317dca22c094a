package dev.understory.engine;

import dev.understory.crypto.RandomStream;

/**
 * A law of chance over numbers; the unit is the user's. Sampling uses {@link StrictMath} throughout, so that a seed gives
 * the same numbers on every machine.
 */
public sealed interface Distribution {
    /** Always zero: no jitter. */
    Distribution ZERO = new Constant(0);

    /** One number. */
    double sample(RandomStream random);

    /** No sample is smaller; negative infinity if there is no bound. */
    double minimum();

    /** Always the same. */
    record Constant(double value) implements Distribution {
        @Override
        public double sample(RandomStream random) {
            return value;
        }

        @Override
        public double minimum() {
            return value;
        }
    }

    /** Every value in [min, max) is as likely. */
    record Uniform(double min, double max) implements Distribution {
        public Uniform {
            require(min <= max, "a uniform law needs min <= max");
        }

        @Override
        public double sample(RandomStream random) {
            return min + (max - min) * random.nextDouble();
        }

        @Override
        public double minimum() {
            return min;
        }
    }

    /** Gaussian. */
    record Normal(double mean, double sd) implements Distribution {
        public Normal {
            require(sd >= 0, "a normal law needs sd >= 0");
        }

        @Override
        public double sample(RandomStream random) {
            return mean + sd * Ziggurat.normal(random);
        }

        @Override
        public double minimum() {
            return sd == 0 ? mean : Double.NEGATIVE_INFINITY;
        }
    }

    /** The logarithm is normal: {@code median * exp(sigma * N(0, 1))}. */
    record LogNormal(double median, double sigma) implements Distribution {
        public LogNormal {
            require(median > 0 && sigma >= 0, "a lognormal law needs median > 0 and sigma >= 0");
        }

        @Override
        public double sample(RandomStream random) {
            return median * StrictMath.exp(sigma * Ziggurat.normal(random));
        }

        @Override
        public double minimum() {
            return 0;
        }
    }

    /** Marsaglia and Tsang, "A simple method for generating gamma variables" (2000). */
    record Gamma(double shape, double scale) implements Distribution {
        public Gamma {
            require(shape > 0 && scale > 0, "a gamma law needs shape > 0 and scale > 0");
        }

        @Override
        public double sample(RandomStream random) {
            double boost = 1;
            double k = shape;
            if (k < 1) {
                boost = StrictMath.pow(positive(random), 1 / k);
                k += 1;
            }
            double d = k - 1.0 / 3;
            double c = 1 / StrictMath.sqrt(9 * d);
            while (true) {
                double x = Ziggurat.normal(random);
                double v = 1 + c * x;
                if (v <= 0) {
                    continue;
                }
                v = v * v * v;
                double u = positive(random);
                double squared = x * x;
                if (u < 1 - 0.0331 * squared * squared
                        || StrictMath.log(u) < 0.5 * squared + d * (1 - v + StrictMath.log(v))) {
                    return d * v * boost * scale;
                }
            }
        }

        @Override
        public double minimum() {
            return 0;
        }
    }

    /** Memoryless, by its mean. */
    record Exponential(double mean) implements Distribution {
        public Exponential {
            require(mean > 0, "an exponential law needs mean > 0");
        }

        @Override
        public double sample(RandomStream random) {
            return -mean * StrictMath.log(positive(random));
        }

        @Override
        public double minimum() {
            return 0;
        }
    }

    /** Pareto of the first kind: the chance to exceed x is (scale / x)^alpha. */
    record Pareto(double scale, double alpha) implements Distribution {
        public Pareto {
            require(scale > 0 && alpha > 0, "a pareto law needs scale > 0 and alpha > 0");
        }

        @Override
        public double sample(RandomStream random) {
            return scale * StrictMath.pow(positive(random), -1 / alpha);
        }

        @Override
        public double minimum() {
            return scale;
        }
    }

    /** Generalised Pareto, as in the distance law of the King data. With shape 0 it is exponential. */
    record GeneralisedPareto(double shape, double location, double scale) implements Distribution {
        public GeneralisedPareto {
            require(scale > 0, "a generalised pareto law needs scale > 0");
        }

        @Override
        public double sample(RandomStream random) {
            if (shape == 0) {
                return location - scale * StrictMath.log(positive(random));
            }
            return location + scale * (StrictMath.pow(positive(random), -shape) - 1) / shape;
        }

        @Override
        public double minimum() {
            return location;
        }
    }

    /** Weibull, by inversion. */
    record Weibull(double shape, double scale) implements Distribution {
        public Weibull {
            require(shape > 0 && scale > 0, "a weibull law needs shape > 0 and scale > 0");
        }

        @Override
        public double sample(RandomStream random) {
            return scale * StrictMath.pow(-StrictMath.log(positive(random)), 1 / shape);
        }

        @Override
        public double minimum() {
            return 0;
        }
    }

    /** Another law, cut off at both ends. */
    record Clamped(Distribution law, double min, double max) implements Distribution {
        public Clamped {
            require(min <= max, "a clamped law needs min <= max");
        }

        @Override
        public double sample(RandomStream random) {
            return Math.min(max, Math.max(min, law.sample(random)));
        }

        @Override
        public double minimum() {
            return Math.max(min, law.minimum());
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
