package dev.understory.law;

import dev.understory.crypto.RandomStream;

/**
 * How standard normal numbers are made. Both ways follow the same law, but give other numbers for the same seed: what draws
 * by one of them keeps to it, or recorded seeds would lead to other runs.
 */
public enum NormalSource {
    /** The quicker, for what is drawn per packet: one random value in 98.8 % of the cases. */
    ZIGGURAT {
        @Override
        double next(RandomStream random) {
            return Ziggurat.normal(random);
        }
    },
    /** Always two random values, for what is drawn per message, connection or life of a node. */
    BOX_MULLER {
        @Override
        double next(RandomStream random) {
            double radius = StrictMath.sqrt(2 * -StrictMath.log(1 - random.nextDouble()));
            return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
        }
    };

    abstract double next(RandomStream random);
}
