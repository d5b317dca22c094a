package dev.understory.crypto;

/** A stream of random numbers for one purpose of one node. Not shared, not thread-safe. */
public interface RandomStream {
    /** 64 random bits. */
    long nextLong();

    /** Fills the array with random bytes. */
    void nextBytes(byte[] target);

    /** Uniform in [0, bound); bound is positive. Unbiased. */
    default int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be positive, not " + bound);
        }
        long product = (nextLong() >>> 32) * bound;
        long low = product & 0xffff_ffffL;
        if (low < bound) {
            long threshold = (0x1_0000_0000L - bound) % bound;
            while (low < threshold) {
                product = (nextLong() >>> 32) * bound;
                low = product & 0xffff_ffffL;
            }
        }
        return (int) (product >>> 32);
    }

    /** Uniform in [0, 1), with 53 random bits. */
    default double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }
}
