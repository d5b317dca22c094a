package dev.understory.law;

import dev.understory.crypto.RandomStream;

/**
 * A law whose draws are cut off at zero and at a bound.
 *
 * @param max the largest value, in base units; positive infinity when there is none
 */
public record Distribution(Law law, double max) {
    /** Always zero: no jitter. */
    public static final Distribution ZERO = constant(0);

    public Distribution {
        if (!(max >= 0)) {
            throw new IllegalArgumentException("the bound of a distribution is at least 0, not " + max);
        }
    }

    /** The same value always. */
    public static Distribution constant(double value) {
        return of(new Law.Constant(value));
    }

    /** The law as it is, but for negative draws, which count as zero. */
    public static Distribution of(Law law) {
        return new Distribution(law, Double.POSITIVE_INFINITY);
    }

    /** The same law, cut off at a bound unless it is cut off below it. */
    public Distribution atMost(double bound) {
        return new Distribution(law, Math.min(max, bound));
    }

    /**
     * A value for something that happens as often as packets do, in base units. Quicker than {@link #draw}, and other values
     * for the same seed if the law is made of normal numbers.
     */
    public double sample(RandomStream random) {
        return bounded(law.sample(random));
    }

    /** No value is smaller. */
    public double minimum() {
        return bounded(law.minimum());
    }

    /** A value for something that is planned or rare: the moment of a message and its size, the life of a node. */
    public double draw(RandomStream random) {
        return bounded(law.sample(random, NormalSource.BOX_MULLER));
    }

    /** Draws and rounds to whole base units: nanoseconds, bytes. */
    public long drawLong(RandomStream random) {
        return Math.round(draw(random));
    }

    /**
     * What is left of a lifetime of this law that is met at a random moment. Long lifetimes are met more often than
     * short ones, so this is not a draw from the law.
     */
    public double drawResidual(RandomStream random) {
        return bounded(LengthBias.sample(law, random, NormalSource.BOX_MULLER)) * random.nextDouble();
    }

    /** The expected value of the law, which ignores the bound; infinite where it does not exist. */
    public double mean() {
        return law.mean();
    }

    private double bounded(double value) {
        return Math.max(0, Math.min(max, value));
    }
}
