package dev.understory.crypto;

import java.util.Random;

/** Streams of random numbers for tests, each the same for the same seed. */
public final class TestRandom {
    private TestRandom() {}

    public static RandomStream stream(long seed) {
        Random random = new Random(seed);
        return new RandomStream() {
            @Override
            public long nextLong() {
                return random.nextLong();
            }

            @Override
            public void nextBytes(byte[] target) {
                random.nextBytes(target);
            }
        };
    }
}
