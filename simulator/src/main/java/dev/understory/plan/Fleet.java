package dev.understory.plan;

import dev.understory.measure.Recorder;
import dev.understory.workload.SharedWorkload;
import dev.understory.workload.WorkloadHost;
import java.util.ArrayList;
import java.util.List;

/** What runs on each node of a plan and what it measured, by node number: all of one run that changes while it runs. */
public final class Fleet {
    private final List<Recorder> recorders = new ArrayList<>();
    private final List<WorkloadHost> hosts = new ArrayList<>();
    private final List<SharedWorkload> workloads;

    /** A recorder and an application for each node of one run of that plan. */
    public Fleet(RunPlan plan) {
        Measuring measuring = plan.measuring();
        Roster roster = plan.roster();
        workloads =
                plan.workloads().carried().stream().map(SharedWorkload::begin).toList();
        for (int node = 0; node < roster.size(); node++) {
            Recorder recorder = new Recorder(
                    measuring.meters(), measuring.spans(), measuring.bucket().toNanos());
            recorders.add(recorder);
            hosts.add(new WorkloadHost(
                    node,
                    recorder,
                    roster.directory(),
                    measuring.nodes(),
                    workloads,
                    plan.workloads().user(node)));
        }
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

    /** The node's disk was lost, and with it what workloads kept there. */
    public void wipe(int node) {
        workloads.forEach(workload -> workload.wipe(node));
    }
}
