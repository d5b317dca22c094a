package dev.understory.measure;

import org.jspecify.annotations.Nullable;

/**
 * What one node measured. It outlives restarts of the node. Cheap: a value costs an array access and at most a search
 * among the buckets hit so far.
 *
 * <p>Its methods are synchronized because over TCP a node's application and its connections record from different
 * threads; in a simulation a node has one thread and the lock is never contended. Times are nanoseconds since the run's
 * start, and say when the thing that is measured began.
 */
public final class Recorder {
    private final Spans spans;
    private final long bucketNanos;
    private final long[] @Nullable [] totals;
    private final @Nullable TimeSeries[] series;
    private final Histogram @Nullable [] @Nullable [] samples;
    private final long[] latest;
    private final long[] highest;
    private final long[] lowest;
    private final Receipts receipts = new Receipts();
    private final Commits commits = new Commits();
    private final Uptime uptime = new Uptime();

    /** A recorder for the metrics declared so far; one bucket of its time series is {@code bucketNanos} wide. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    public Recorder(MetricSet metrics, Spans spans, long bucketNanos) {
        int count = metrics.all().size();
        this.spans = spans;
        this.bucketNanos = bucketNanos;
        this.totals = new long[count][];
        this.series = new TimeSeries[count];
        this.samples = new Histogram[count][];
        this.latest = new long[count];
        this.highest = new long[count];
        this.lowest = new long[count];
    }

    /** Adds to a counter. */
    public synchronized void count(Metric metric, long atNanos, long amount) {
        int index = metric.index();
        long[] total = totals[index];
        if (total == null) {
            total = new long[spans.count()];
            totals[index] = total;
        }
        total[spans.at(atNanos)] += amount;
        seriesOf(index).add(bucket(atNanos), amount);
    }

    /** Adds a value to a distribution; {@code atNanos} says when what was measured began. */
    public synchronized void sample(Metric metric, long atNanos, long value) {
        int index = metric.index();
        @Nullable Histogram[] perSpan = samples[index];
        if (perSpan == null) {
            perSpan = new Histogram[spans.count()];
            samples[index] = perSpan;
        }
        int span = spans.at(atNanos);
        Histogram histogram = perSpan[span];
        if (histogram == null) {
            histogram = new Histogram();
            perSpan[span] = histogram;
        }
        histogram.add(value);
        seriesOf(index).add(bucket(atNanos), 1);
    }

    /** Sets a gauge. */
    public synchronized void gauge(Metric metric, long value) {
        int index = metric.index();
        latest[index] = value;
        highest[index] = Math.max(highest[index], value);
        lowest[index] = Math.min(lowest[index], value);
    }

    /** The latest value of a gauge; 0 before the first. */
    public synchronized long latest(Metric metric) {
        return latest[metric.index()];
    }

    /** The highest value a gauge had since {@link #edge()}. */
    public synchronized long highest(Metric metric) {
        return highest[metric.index()];
    }

    /** The lowest value a gauge had since {@link #edge()}. */
    public synchronized long lowest(Metric metric) {
        return lowest[metric.index()];
    }

    /** Forgets the extremes of the gauges: those of the next look start at the latest values. */
    public synchronized void edge() {
        System.arraycopy(latest, 0, highest, 0, latest.length);
        System.arraycopy(latest, 0, lowest, 0, latest.length);
    }

    /** This node published a message to everybody. */
    public synchronized void published(int workload, long message, long atNanos) {
        receipts.published(workload, message, atNanos);
    }

    /** This node received a message for the first time. */
    public synchronized void received(int workload, long message) {
        receipts.received(workload, message);
    }

    /** This node committed a block at a height. */
    public synchronized void committed(int workload, long height, long block, long atNanos) {
        commits.add(workload, height, block, atNanos);
    }

    /** This node started. */
    public synchronized void up(long atNanos) {
        uptime.up(atNanos);
    }

    /** This node stopped or crashed. */
    public synchronized void down(long atNanos) {
        uptime.down(atNanos);
    }

    /** The blocks this node committed. */
    public Commits commits() {
        return commits;
    }

    Receipts receipts() {
        return receipts;
    }

    Uptime uptime() {
        return uptime;
    }

    synchronized long total(int metric, boolean[] chosen) {
        long[] perSpan = totals[metric];
        long sum = 0;
        for (int span = 0; perSpan != null && span < perSpan.length; span++) {
            sum += chosen[span] ? perSpan[span] : 0;
        }
        return sum;
    }

    synchronized void addSamples(int metric, boolean[] chosen, Distribution target) {
        @Nullable Histogram[] perSpan = samples[metric];
        for (int span = 0; perSpan != null && span < perSpan.length; span++) {
            Histogram histogram = perSpan[span];
            if (chosen[span] && histogram != null) {
                histogram.addTo(target);
            }
        }
    }

    synchronized void addSeries(int metric, long[] target) {
        TimeSeries sums = series[metric];
        if (sums != null) {
            sums.addTo(target);
        }
    }

    private TimeSeries seriesOf(int metric) {
        TimeSeries sums = series[metric];
        if (sums == null) {
            sums = new TimeSeries();
            series[metric] = sums;
        }
        return sums;
    }

    private int bucket(long atNanos) {
        return (int) (Math.max(0, atNanos) / bucketNanos);
    }
}
