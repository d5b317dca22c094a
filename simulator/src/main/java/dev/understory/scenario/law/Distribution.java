package dev.understory.scenario.law;

import dev.understory.crypto.RandomStream;

/**
 * A law whose draws are cut off at a bound.
 *
 * @param max the largest value, in base units; positive infinity when there is none
 */
public record Distribution(Law law, double max) {
    /** The same value always. */
    public static Distribution constant(double value) {
        return new Distribution(new Law.Constant(value), Double.POSITIVE_INFINITY);
    }

    /** The law as it is. */
    public static Distribution of(Law law) {
        return new Distribution(law, Double.POSITIVE_INFINITY);
    }

    /** The same law, cut off at a bound unless it is cut off below it. */
    public Distribution atMost(double bound) {
        return new Distribution(law, Math.min(max, bound));
    }

    /** Draws a value of at least 0, in base units. */
    public double draw(RandomStream random) {
        return bounded(Sampler.draw(law, random));
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
        return bounded(Sampler.lengthBiased(law, random)) * random.nextDouble();
    }

    /** The expected value of the law, which ignores the bound; infinite where it does not exist. */
    public double mean() {
        return Sampler.mean(law);
    }

    private double bounded(double value) {
        return Math.max(0, Math.min(max, value));
    }
}
