package dev.understory.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one node measured. It outlives restarts of the node. Cheap: a value costs a look into a table by the meter's number. Only
 * meters that were used take memory: there are hundreds, and a node uses a few.
 *
 * <p>Its methods are synchronized because over TCP a node's application and its connections record from different
 * threads; in a simulation a node has one thread and the lock is never contended. Times are nanoseconds since the run's
 * start, and say when the thing that is measured began.
 */
public final class Recorder {
    private static final int KEPT_DEFECTS = 3;

    private final Spans spans;
    private final long bucketNanos;
    /** The meters used so far, each at the place of its index or, where that is taken, at the next free one; half are free. */
    private @Nullable Metered[] metered = new @Nullable Metered[8];

    private int used;
    private final Receipts receipts = new Receipts();
    private final Commits commits = new Commits();
    private final Uptime uptime = new Uptime();
    private final LongLongMap tallies = new LongLongMap();
    private final NodeNumbers neighbours = new NodeNumbers();
    private final List<Defect> defects = new ArrayList<>(0);
    private long defectCount;
    private int lastDefectiveLife = -1;
    private int life;

    /** What was measured by one meter. */
    private static final class Metered {
        final int meter;
        /** In one array because they are counted together: a total for each span, then a sum for each bucket of time. */
        long @Nullable [] sums;

        @Nullable
        Histogram @Nullable [] samples;

        long latest;

        Metered(int meter) {
            this.meter = meter;
        }
    }

    /** A recorder; one bucket of its time series is {@code bucketNanos} wide. */
    public Recorder(Spans spans, long bucketNanos) {
        this.spans = spans;
        this.bucketNanos = bucketNanos;
    }

    /** Adds to a counter. */
    public synchronized void count(Meter meter, long atNanos, long amount) {
        add(meter, spans.at(atNanos), place(atNanos), amount);
    }

    /** Counts things and their bytes, which is what happens for every message. */
    public synchronized void count(Meter things, Meter bytes, long atNanos, long howMany, long size) {
        int span = spans.at(atNanos);
        int place = place(atNanos);
        add(things, span, place, howMany);
        add(bytes, span, place, size);
    }

    /** Adds a value to a distribution; {@code atNanos} says when what was measured began. */
    public synchronized void sample(Meter meter, long atNanos, long value) {
        Metered by = metered(meter.index());
        @Nullable Histogram[] perSpan = by.samples;
        if (perSpan == null) {
            perSpan = new Histogram[spans.count()];
            by.samples = perSpan;
        }
        int span = spans.at(atNanos);
        Histogram histogram = perSpan[span];
        if (histogram == null) {
            histogram = new Histogram();
            perSpan[span] = histogram;
        }
        histogram.add(value);
        add(meter, span, place(atNanos), 1);
    }

    /** Adds to a gauge. */
    public synchronized void shift(Meter meter, long by) {
        metered(meter.index()).latest += by;
    }

    /** Sets a gauge. */
    public synchronized void gauge(Meter meter, long value) {
        metered(meter.index()).latest = value;
    }

    /** The latest value of a gauge; 0 before the first. */
    public synchronized long latest(Meter meter) {
        Metered by = find(meter.index());
        return by == null ? 0 : by.latest;
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

    /** Whether this node's application was given any broadcast message. */
    public synchronized boolean wasGivenAnything() {
        return receipts.wasGivenAnything();
    }

    synchronized void failed(int inLife, Defect defect) {
        defectCount++;
        lastDefectiveLife = inLife;
        if (defects.size() < KEPT_DEFECTS) {
            defects.add(defect);
        }
    }

    synchronized boolean hasFailed(int inLife) {
        return lastDefectiveLife == inLife;
    }

    /** The first {@value #KEPT_DEFECTS} defects of this node. */
    public synchronized List<Defect> defects() {
        return List.copyOf(defects);
    }

    /** How many defects there were. */
    public synchronized long defectCount() {
        return defectCount;
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

    /** This node started: a life begins. */
    public synchronized void up(long atNanos) {
        life++;
        uptime.up(atNanos);
        receipts.restarted();
    }

    /** This node was told to leave, or crashed: its life is over. */
    public synchronized void down(long atNanos) {
        life++;
        uptime.down(atNanos);
        neighbours.clear();
    }

    /** Where the present life reports to. */
    public synchronized LifeRecorder inLife() {
        return new LifeRecorder(this, life);
    }

    /** Counts the beginnings and ends of lives. */
    synchronized int life() {
        return life;
    }

    /** Whether this node was up before. */
    public synchronized boolean wasUp() {
        return uptime.wasUp();
    }

    /** Whether this node was up at any moment from one time up to another. */
    public synchronized boolean wasUp(long fromNanos, long untilNanos) {
        return uptime.touches(fromNanos, untilNanos);
    }

    /** For how long this node was up until then; nanoseconds. */
    public synchronized long upNanos(long untilNanos) {
        return uptime.total(untilNanos);
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
        return neighbours.toArray();
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
        long[] counted = sums(meter.index());
        long sum = 0;
        for (int span = 0; counted != null && span < spans.count(); span++) {
            sum += counted[span];
        }
        return sum;
    }

    synchronized long total(int meter, boolean[] chosen) {
        long[] counted = sums(meter);
        long sum = 0;
        for (int span = 0; counted != null && span < spans.count(); span++) {
            sum += chosen[span] ? counted[span] : 0;
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

    synchronized void addSamples(int meter, boolean[] chosen, Values target) {
        Metered by = find(meter);
        @Nullable Histogram[] perSpan = by == null ? null : by.samples;
        for (int span = 0; perSpan != null && span < perSpan.length; span++) {
            Histogram histogram = perSpan[span];
            if (chosen[span] && histogram != null) {
                histogram.addTo(target);
            }
        }
    }

    synchronized void addSeries(int meter, long[] target) {
        long[] counted = sums(meter);
        int first = spans.count();
        for (int bucket = 0; counted != null && bucket < Math.min(counted.length - first, target.length); bucket++) {
            target[bucket] += counted[first + bucket];
        }
    }

    private void add(Meter meter, int span, int place, long amount) {
        Metered by = metered(meter.index());
        long[] counted = by.sums;
        if (counted == null || counted.length <= place) {
            counted = grown(counted, place);
            by.sums = counted;
        }
        counted[span] += amount;
        counted[place] += amount;
    }

    /** Doubles, but not beyond some hundreds: what is counted late was not counted often. */
    private static long[] grown(long @Nullable [] counted, int place) {
        return counted == null
                ? new long[place + 1]
                : Arrays.copyOf(counted, Math.max(place + 1, Math.min(counted.length * 2, 256)));
    }

    private long @Nullable [] sums(int meter) {
        Metered by = find(meter);
        return by == null ? null : by.sums;
    }

    private @Nullable Metered find(int meter) {
        return metered[place(meter)];
    }

    private Metered metered(int meter) {
        Metered by = find(meter);
        if (by == null) {
            by = new Metered(meter);
            if (++used * 2 > metered.length) {
                grow();
            }
            metered[place(meter)] = by;
        }
        return by;
    }

    /** Where a meter is, or the free place that it would take. */
    private int place(int meter) {
        int mask = metered.length - 1;
        int at = meter & mask;
        for (Metered by = metered[at]; by != null && by.meter != meter; by = metered[at]) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        @Nullable Metered[] old = metered;
        metered = new @Nullable Metered[old.length * 2];
        for (Metered by : old) {
            if (by != null) {
                metered[place(by.meter)] = by;
            }
        }
    }

    /** Where in the sums of a meter the bucket of that time is. */
    private int place(long atNanos) {
        return spans.count() + (int) (Math.max(0, atNanos) / bucketNanos);
    }
}
