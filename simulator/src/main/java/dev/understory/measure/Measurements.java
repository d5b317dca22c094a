package dev.understory.measure;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** What all nodes measured, asked for by metric, nodes and spans of the run. Folds in the order of the nodes. */
public final class Measurements {
    private final MeterSet meters;
    private final Spans spans;
    private final List<Recorder> nodes;
    private final long untilNanos;

    /**
     * A view of the recorders of all nodes, in the order of the nodes.
     *
     * @param untilNanos the end of the run; nobody has to stay up for longer to belong to the audience of a message
     */
    public Measurements(MeterSet meters, Spans spans, List<Recorder> nodes, long untilNanos) {
        this.meters = meters;
        this.spans = spans;
        this.nodes = nodes;
        this.untilNanos = untilNanos;
    }

    /** The metrics there are. */
    public MeterSet meters() {
        return meters;
    }

    /** How the run is cut. */
    public Spans spans() {
        return spans;
    }

    /** The recorder of a node. */
    public Recorder node(int index) {
        return nodes.get(index);
    }

    /** How many nodes there are. */
    public int nodeCount() {
        return nodes.size();
    }

    /** A set of all nodes. */
    public BitSet everyNode() {
        BitSet all = new BitSet(nodes.size());
        all.set(0, nodes.size());
        return all;
    }

    /** All spans, judged or not. */
    public boolean[] always() {
        boolean[] all = new boolean[spans.count()];
        Arrays.fill(all, true);
        return all;
    }

    /** The sum of a counter. */
    public long total(Meter meter, BitSet of, boolean[] during) {
        long sum = 0;
        for (int node = of.nextSetBit(0); node >= 0; node = of.nextSetBit(node + 1)) {
            sum += nodes.get(node).total(meter.index(), during);
        }
        return sum;
    }

    /** The sum of all counters of that name, over all spans; empty if nobody counts so. */
    public OptionalLong total(String counter, BitSet of) {
        List<Meter> all = meters.named(counter);
        return all.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(all.stream()
                        .mapToLong(meter -> total(meter, of, always()))
                        .sum());
    }

    /** The values of a metric: samples as they are; for a counter or gauge one value per node. */
    public Values values(Meter meter, BitSet of, boolean[] during) {
        Values values = new Values();
        for (int node = of.nextSetBit(0); node >= 0; node = of.nextSetBit(node + 1)) {
            Recorder recorder = nodes.get(node);
            switch (meter.kind()) {
                case SAMPLES -> recorder.addSamples(meter.index(), during, values);
                case COUNTER -> values.add(recorder.total(meter.index(), during));
                case GAUGE -> values.add(recorder.latest(meter));
            }
        }
        return values;
    }

    /**
     * How the messages of a broadcast workload reached those of its audience that are asked for.
     *
     * @param deadlineNanos how long from its publication a node has to stay up to be judged by a message
     */
    public Audience audience(int workload, BitSet among, long deadlineNanos, boolean[] during) {
        return new Deliveries(nodes, spans, untilNanos).audience(workload, among, deadlineNanos, during);
    }

    /** Copies beyond the first of each message at each node that got it. */
    public Values duplicates(int workload, BitSet receivers, boolean[] during) {
        return new Deliveries(nodes, spans, untilNanos).duplicates(workload, receivers, during);
    }

    /** What a workload's nodes counted under each key, summed up over all nodes; by rising key. */
    public SortedMap<Long, Long> tallies(int workload) {
        SortedMap<Long, Long> sums = new TreeMap<>();
        nodes.forEach(node -> node.addTallies(workload, sums));
        return sums;
    }

    /** The sums of a metric per bucket of time, over all nodes. For samples: how many there were. */
    public long[] series(Meter meter, int buckets) {
        long[] sums = new long[buckets];
        for (Recorder recorder : nodes) {
            recorder.addSeries(meter.index(), sums);
        }
        return sums;
    }
}
