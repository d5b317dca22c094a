package dev.understory.measure;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/**
 * What all nodes measured up to a moment, in the one shape that reports, files and pages show. Durations are nanoseconds, sizes
 * bytes, ratios numbers from 0 to 1.
 *
 * @param atNanos the moment, from the run's start
 * @param traffic by topic, only of topics that were used
 * @param counters the totals of counters that are not zero and belong to no topic or to a workload, by {@link Meter#id}
 * @param summaries of every metric of the scenario language that has samples or lacks them
 * @param curves how durations are distributed, by meter
 * @param series what happened in each bucket of time
 */
public record Snapshot(
        long atNanos,
        List<Traffic> traffic,
        SortedMap<String, Long> counters,
        List<Summary> summaries,
        List<Curve> curves,
        Series series) {
    /** Into how many parts a {@link Curve} cuts all values. */
    public static final int CURVE_PARTS = 160;

    public Snapshot {
        traffic = List.copyOf(traffic);
        summaries = List.copyOf(summaries);
        curves = List.copyOf(curves);
    }

    /** What was sent and delivered under a topic. */
    public record Traffic(
            String topic, long messagesSent, long messagesDelivered, long bytesSent, long bytesDelivered) {}

    /**
     * The samples of a metric, in its base unit.
     *
     * @param missing how many have no sample, because what is measured did not succeed
     * @param of how many there were in all
     * @param missingWhat what happened to them: {@code not answered}
     */
    public record Summary(
            String metric,
            long count,
            double mean,
            double min,
            double p50,
            double p90,
            double p99,
            double p999,
            double max,
            long missing,
            long of,
            String missingWhat) {}

    /**
     * The distribution of a duration.
     *
     * @param quantiles the values below which lie 0, 1, 2... of {@value #CURVE_PARTS} parts of all
     */
    public record Curve(String meter, long min, long max, long[] quantiles) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Curve(String otherMeter, long otherMin, long otherMax, long[] otherQuantiles)
                    && meter.equals(otherMeter)
                    && min == otherMin
                    && max == otherMax
                    && Arrays.equals(quantiles, otherQuantiles);
        }

        @Override
        public int hashCode() {
            return 31 * meter.hashCode() + Arrays.hashCode(quantiles);
        }
    }

    /**
     * Time, in buckets.
     *
     * @param bucketNanos the length of one
     * @param sums of counters over all nodes, per bucket
     * @param means of gauges over the running nodes at the end of each bucket, in thousandths
     */
    public record Series(long bucketNanos, List<Line> sums, List<Line> means) {
        public Series {
            sums = List.copyOf(sums);
            means = List.copyOf(means);
        }

        /** The sums of a counter; there must be such a line. */
        public long[] sum(String name) {
            return sums.stream()
                    .filter(line -> line.name().equals(name))
                    .findFirst()
                    .orElseThrow()
                    .values();
        }
    }

    /** One value per bucket. */
    public record Line(String name, long[] values) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Line(String otherName, long[] otherValues)
                    && name.equals(otherName)
                    && Arrays.equals(values, otherValues);
        }

        @Override
        public int hashCode() {
            return 31 * name.hashCode() + Arrays.hashCode(values);
        }
    }
}
