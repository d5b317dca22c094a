package dev.understory.measure;

import java.util.Arrays;

/**
 * The values of one metric on one node, in as little memory as they need: the buckets that were hit, sorted, with their
 * counts. Ten thousand nodes have one each, most with a handful of values. Sum, smallest and largest are exact.
 */
final class Histogram {
    private char[] buckets = new char[4];
    private int[] counts = new int[4];
    private int used;
    private long count;
    private long sum;
    private long min = Long.MAX_VALUE;
    private long max = Long.MIN_VALUE;

    void add(long value) {
        char bucket = (char) Buckets.of(value);
        int at = Arrays.binarySearch(buckets, 0, used, bucket);
        if (at < 0) {
            at = -at - 1;
            insert(at, bucket);
        }
        counts[at]++;
        count++;
        sum += value;
        min = Math.min(min, value);
        max = Math.max(max, value);
    }

    void addTo(Values target) {
        for (int i = 0; i < used; i++) {
            target.addBucket(buckets[i], counts[i]);
        }
        target.addTotals(count, sum, min, max);
    }

    private void insert(int at, char bucket) {
        if (used == buckets.length) {
            buckets = Arrays.copyOf(buckets, used * 2);
            counts = Arrays.copyOf(counts, used * 2);
        }
        System.arraycopy(buckets, at, buckets, at + 1, used - at);
        System.arraycopy(counts, at, counts, at + 1, used - at);
        buckets[at] = bucket;
        counts[at] = 0;
        used++;
    }
}
