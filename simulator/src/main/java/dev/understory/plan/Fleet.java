package dev.understory.plan;

import dev.understory.measure.MeterSet;
import dev.understory.measure.Recorder;
import dev.understory.measure.Spans;
import dev.understory.workload.NodeMeters;
import dev.understory.workload.SharedWorkload;
import dev.understory.workload.UserApplication;
import dev.understory.workload.WorkloadHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What runs on each node of the {@link Roster} and what it measured, by node number: the part of a plan that changes while
 * it is run.
 */
public final class Fleet {
    private final MeterSet meters;
    private final NodeMeters nodeMeters;
    private final EventMeters eventMeters;
    private final Spans spans;
    private final List<Recorder> recorders = new ArrayList<>();
    private final List<WorkloadHost> hosts = new ArrayList<>();

    /** Meters have to be declared before; {@code bucket} is the resolution of time series. */
    Fleet(MeterSet meters, NodeMeters nodeMeters, EventMeters eventMeters, Spans spans) {
        this.meters = meters;
        this.nodeMeters = nodeMeters;
        this.eventMeters = eventMeters;
        this.spans = spans;
    }

    /** Makes a recorder and an application for each node. */
    void settle(Roster roster, Workloads workloads, Duration bucket, @Nullable Supplier<UserApplication> user) {
        List<SharedWorkload> shipped = workloads.shipped();
        BitSet userNodes = workloads.userNodes(roster);
        for (int node = 0; node < roster.size(); node++) {
            Recorder recorder = new Recorder(meters, spans, bucket.toNanos());
            recorders.add(recorder);
            hosts.add(new WorkloadHost(
                    node,
                    recorder,
                    roster.directory(),
                    nodeMeters,
                    shipped,
                    user != null && userNodes.get(node) ? user.get() : null));
        }
    }

    /** What is measured. */
    public MeterSet meters() {
        return meters;
    }

    /** What every node is measured by. */
    public NodeMeters nodeMeters() {
        return nodeMeters;
    }

    public EventMeters eventMeters() {
        return eventMeters;
    }

    /** How the run is cut. */
    public Spans spans() {
        return spans;
    }

    /** What a node measured. */
    public Recorder recorder(int node) {
        return recorders.get(node);
    }

    /** All recorders, by node number. */
    public List<Recorder> recorders() {
        return List.copyOf(recorders);
    }

    /** The application of a node. */
    public WorkloadHost host(int node) {
        return hosts.get(node);
    }
}
