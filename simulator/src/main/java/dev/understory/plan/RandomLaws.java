package dev.understory.plan;

import dev.understory.crypto.RandomStream;
import dev.understory.law.Distribution;
import dev.understory.law.Law;

/** Laws of chance, drawn by chance. */
final class RandomLaws {
    private RandomLaws() {}

    /** A law whose scale is a whole number up to {@code largest}, in base units. */
    static Distribution next(RandomStream random, int largest) {
        double a = 1 + random.nextInt(largest);
        double shape = 0.2 + random.nextInt(40) / 10.0;
        Law law = switch (random.nextInt(9)) {
            case 0 -> new Law.Constant(a);
            case 1 -> new Law.Uniform(a, 2 * a);
            case 2 -> new Law.Exponential(a);
            case 3 -> new Law.Normal(a, a / 2 - a / 2 % 1);
            case 4 -> new Law.LogNormal(a, shape);
            case 5 -> new Law.Weibull(shape, a);
            case 6 -> new Law.Pareto(shape, a);
            case 7 -> new Law.Gamma(shape, a);
            default -> new Law.GeneralizedPareto(shape, -a, a);
        };
        boolean bounded = !(law instanceof Law.Constant || law instanceof Law.Uniform) && random.nextLong() < 0;
        return new Distribution(law, bounded ? 4 * a : Double.POSITIVE_INFINITY);
    }
}
