package dev.understory.measure;

/**
 * How numbers are laid out in a histogram: exact up to 127, then 128 buckets per doubling, so that a bucket is never
 * wider than 0.8 % of its value. Covers every non-negative long.
 */
final class Buckets {
    /** Number of buckets that cover all non-negative longs. */
    static final int COUNT = 57 * 128;

    private static final int BITS = 7;

    private Buckets() {}

    static int of(long value) {
        if (value < 0) {
            return 0;
        }
        int shift = Math.max(0, 63 - BITS - Long.numberOfLeadingZeros(value));
        return (shift << BITS) + (int) (value >>> shift);
    }

    static long lowest(int bucket) {
        if (bucket < 2 << BITS) {
            return bucket;
        }
        int shift = (bucket >> BITS) - 1;
        return (long) ((bucket & (1 << BITS) - 1) + (1 << BITS)) << shift;
    }

    /** The value that stands for a bucket: its middle. */
    static long middle(int bucket) {
        if (bucket < 2 << BITS) {
            return bucket;
        }
        int shift = (bucket >> BITS) - 1;
        return lowest(bucket) + ((1L << shift) >> 1);
    }
}
