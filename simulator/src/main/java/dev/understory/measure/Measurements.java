package dev.understory.measure;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** What all nodes measured, asked for by metric, nodes and spans of the run. Folds in the order of the nodes. */
public final class Measurements {
    private final MetricSet metrics;
    private final Spans spans;
    private final List<Recorder> nodes;
    private final long settleNanos;

    /**
     * A view of the recorders of all nodes, in the order of the nodes.
     *
     * @param settleNanos how long a node has to stay up after a message was published to belong to its audience
     */
    public Measurements(MetricSet metrics, Spans spans, List<Recorder> nodes, long settleNanos) {
        this.metrics = metrics;
        this.spans = spans;
        this.nodes = nodes;
        this.settleNanos = settleNanos;
    }

    /** The metrics there are. */
    public MetricSet metrics() {
        return metrics;
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
    public long total(Metric metric, BitSet of, boolean[] during) {
        long sum = 0;
        for (int node = of.nextSetBit(0); node >= 0; node = of.nextSetBit(node + 1)) {
            sum += nodes.get(node).total(metric.index(), during);
        }
        return sum;
    }

    /** The values of a metric: samples as they are; for a counter or gauge one value per node. */
    public Distribution values(Metric metric, BitSet of, boolean[] during) {
        Distribution values = new Distribution();
        for (int node = of.nextSetBit(0); node >= 0; node = of.nextSetBit(node + 1)) {
            Recorder recorder = nodes.get(node);
            switch (metric.kind()) {
                case SAMPLES -> recorder.addSamples(metric.index(), during, values);
                case COUNTER -> values.add(recorder.total(metric.index(), during));
                case GAUGE -> values.add(recorder.latest(metric));
            }
        }
        return values;
    }

    /** The share of its audience that each message of a broadcast workload reached, in billionths; one per message. */
    public Distribution delivered(int workload, BitSet audience, boolean[] during) {
        return new Deliveries(nodes, spans, settleNanos).ratios(workload, audience, during);
    }

    /** The sums of a metric per bucket of time, over all nodes. For samples: how many there were. */
    public long[] series(Metric metric, int buckets) {
        long[] sums = new long[buckets];
        for (Recorder recorder : nodes) {
            recorder.addSeries(metric.index(), sums);
        }
        return sums;
    }
}
