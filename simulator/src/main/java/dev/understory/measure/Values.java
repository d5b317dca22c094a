package dev.understory.measure;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The values of a metric over all nodes that were asked for. Count, sum, smallest and largest are exact; a percentile is
 * exact to 0.4 % (the middle of its bucket, never outside smallest and largest).
 */
public final class Values {
    private final long[] buckets = new long[Buckets.COUNT + 128];
    private long count;
    private long sum;
    private long min = Long.MAX_VALUE;
    private long max = Long.MIN_VALUE;

    /** Adds one value. */
    public void add(long value) {
        add(value, 1);
    }

    /** Adds one value several times; not at all if that is less than once. */
    public void add(long value, long times) {
        if (times > 0) {
            addBucket(Buckets.of(value), times);
            addTotals(times, value * times, value, value);
        }
    }

    /** Adds all values of another distribution. */
    public void addAll(Values other) {
        for (int bucket = 0; bucket < buckets.length; bucket++) {
            buckets[bucket] += other.buckets[bucket];
        }
        if (other.count > 0) {
            addTotals(other.count, other.sum, other.min, other.max);
        }
    }

    void addBucket(int bucket, long howMany) {
        buckets[bucket] += howMany;
    }

    void addTotals(long moreCount, long moreSum, long smallest, long largest) {
        count += moreCount;
        sum += moreSum;
        min = Math.min(min, smallest);
        max = Math.max(max, largest);
    }

    /** How many values there are. */
    public long count() {
        return count;
    }

    /** The sum of the values. */
    public long sum() {
        return sum;
    }

    /** The smallest value; 0 if there is none. */
    public long min() {
        return count == 0 ? 0 : min;
    }

    /** The largest value; 0 if there is none. */
    public long max() {
        return count == 0 ? 0 : max;
    }

    /** The mean; 0 if there are no values. */
    public double mean() {
        return count == 0 ? 0 : (double) sum / count;
    }

    /**
     * The smallest value that at least {@code fraction} of all values do not exceed; 0 if there are no values. The
     * fraction counts as the decimal number it is written as: 0.07 of 100 values are 7.
     */
    public long quantile(double fraction) {
        if (count == 0) {
            return 0;
        }
        long rank = Math.max(1, rank(fraction));
        if (rank >= count) {
            return max;
        }
        long seen = 0;
        for (int bucket = Buckets.of(min); bucket < buckets.length; bucket++) {
            seen += buckets[bucket];
            if (seen >= rank) {
                return Math.clamp(Buckets.middle(bucket), min, max);
            }
        }
        return max;
    }

    private long rank(double fraction) {
        return BigDecimal.valueOf(fraction)
                .multiply(BigDecimal.valueOf(count))
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }
}
