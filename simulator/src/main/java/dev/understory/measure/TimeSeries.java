package dev.understory.measure;

import java.util.Arrays;

/** Sums per bucket of time; the array grows to the last bucket that was hit. */
final class TimeSeries {
    private static final long[] EMPTY = {};

    private long[] sums = EMPTY;

    void add(int bucket, long amount) {
        if (bucket >= sums.length) {
            sums = Arrays.copyOf(sums, Math.max(bucket + 1, Math.min(sums.length * 2, 256)));
        }
        sums[bucket] += amount;
    }

    void addTo(long[] target) {
        for (int i = 0; i < Math.min(sums.length, target.length); i++) {
            target[i] += sums[i];
        }
    }
}
