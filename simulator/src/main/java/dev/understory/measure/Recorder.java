package dev.understory.measure;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
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
    private final @Nullable Histogram[] @Nullable [] samples;
    private final long[] latest;
    private final long[] highest;
    private final long[] lowest;
    private final Receipts receipts = new Receipts();
    private final Commits commits = new Commits();
    private final Uptime uptime = new Uptime();
    private final LongLongMap tallies = new LongLongMap();
    private final TreeSet<Integer> neighbours = new TreeSet<>();

    /** A recorder for the meters declared so far; one bucket of its time series is {@code bucketNanos} wide. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    public Recorder(MeterSet meters, Spans spans, long bucketNanos) {
        int count = meters.all().size();
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
    public synchronized void count(Meter meter, long atNanos, long amount) {
        add(meter.index(), spans.at(atNanos), bucket(atNanos), amount);
    }

    /** Adds messages to one counter and their bytes to another. */
    public synchronized void countTraffic(Meter messages, long count, Meter bytes, long size, long atNanos) {
        int span = spans.at(atNanos);
        int bucket = bucket(atNanos);
        add(messages.index(), span, bucket, count);
        add(bytes.index(), span, bucket, size);
    }

    /** Adds a value to a distribution; {@code atNanos} says when what was measured began. */
    public synchronized void sample(Meter meter, long atNanos, long value) {
        int index = meter.index();
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

    /** Adds to a gauge. */
    public synchronized void shift(Meter meter, long by) {
        gauge(meter, latest[meter.index()] + by);
    }

    /** Sets a gauge. */
    public synchronized void gauge(Meter meter, long value) {
        int index = meter.index();
        latest[index] = value;
        highest[index] = Math.max(highest[index], value);
        lowest[index] = Math.min(lowest[index], value);
    }

    /** The latest value of a gauge; 0 before the first. */
    public synchronized long latest(Meter meter) {
        return latest[meter.index()];
    }

    /** The highest value a gauge had since {@link #edge()}. */
    public synchronized long highest(Meter meter) {
        return highest[meter.index()];
    }

    /** The lowest value a gauge had since {@link #edge()}. */
    public synchronized long lowest(Meter meter) {
        return lowest[meter.index()];
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

    /** This node received a message and gave it to its application. */
    public synchronized void given(int workload, long message) {
        receipts.given(workload, message);
    }

    /** This node received a message that it had before. */
    public synchronized void discarded(int workload, long message) {
        receipts.discarded(workload, message);
    }

    /** How often an application was given a message that it had been given before. */
    public synchronized long givenTwice() {
        return receipts.givenTwice();
    }

    /** This node committed a block. */
    public synchronized void committed(int workload, Commits.Commit commit) {
        commits.add(workload, commit);
    }

    /** Adds to what this workload counts under a key, for example messages under a height. */
    public synchronized void tally(int workload, long key, long amount) {
        long place = Receipts.key(workload, key);
        tallies.put(place, tallies.get(place) + amount);
    }

    /** This node started. */
    public synchronized void up(long atNanos) {
        uptime.up(atNanos);
        receipts.restarted();
    }

    /** This node stopped or crashed. */
    public synchronized void down(long atNanos) {
        uptime.down(atNanos);
        neighbours.clear();
    }

    /** Whether this node was up before. */
    public synchronized boolean wasUp() {
        return uptime.wasUp();
    }

    /** Whether this node is up. */
    public synchronized boolean isUp() {
        return uptime.isUp();
    }

    /** This node admitted another node of the run. */
    public synchronized void joined(int node) {
        neighbours.add(node);
    }

    /** This node lost another node of the run. */
    public synchronized void parted(int node) {
        neighbours.remove(node);
    }

    /** The nodes that this node has admitted now, rising. */
    public synchronized int[] neighbours() {
        return neighbours.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The blocks this node committed in a workload, from the given one on, in the order in which it did. */
    public synchronized List<Commits.Commit> commitsFrom(int workload, int first) {
        return commits.from(workload, first);
    }

    Receipts receipts() {
        return receipts;
    }

    Uptime uptime() {
        return uptime;
    }

    /** The sum of a counter over the whole run so far. */
    public synchronized long total(Meter meter) {
        long[] perSpan = totals[meter.index()];
        long sum = 0;
        for (int span = 0; perSpan != null && span < perSpan.length; span++) {
            sum += perSpan[span];
        }
        return sum;
    }

    synchronized long total(int meter, boolean[] chosen) {
        long[] perSpan = totals[meter];
        long sum = 0;
        for (int span = 0; perSpan != null && span < perSpan.length; span++) {
            sum += chosen[span] ? perSpan[span] : 0;
        }
        return sum;
    }

    synchronized void addTallies(int workload, Map<Long, Long> target) {
        tallies.forEach((key, amount) -> {
            if (Receipts.workload(key) == workload) {
                target.merge(key & 0xff_ffff_ffff_ffffL, amount, Long::sum);
            }
        });
    }

    synchronized void addSamples(int meter, boolean[] chosen, Distribution target) {
        @Nullable Histogram[] perSpan = samples[meter];
        for (int span = 0; perSpan != null && span < perSpan.length; span++) {
            Histogram histogram = perSpan[span];
            if (chosen[span] && histogram != null) {
                histogram.addTo(target);
            }
        }
    }

    synchronized void addSeries(int meter, long[] target) {
        TimeSeries sums = series[meter];
        if (sums != null) {
            sums.addTo(target);
        }
    }

    private void add(int index, int span, int bucket, long amount) {
        long[] total = totals[index];
        if (total == null) {
            total = new long[spans.count()];
            totals[index] = total;
        }
        total[span] += amount;
        seriesOf(index).add(bucket, amount);
    }

    private TimeSeries seriesOf(int meter) {
        TimeSeries sums = series[meter];
        if (sums == null) {
            sums = new TimeSeries();
            series[meter] = sums;
        }
        return sums;
    }

    private int bucket(long atNanos) {
        return (int) (Math.max(0, atNanos) / bucketNanos);
    }
}
