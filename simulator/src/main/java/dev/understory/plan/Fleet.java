package dev.understory.plan;

import dev.understory.measure.Recorder;
import dev.understory.workload.NodeApplications;
import dev.understory.workload.SharedWorkload;
import java.util.ArrayList;
import java.util.List;

/** What runs on each node of a plan and what it measured, by node number: all of one run that changes while it runs. */
public final class Fleet {
    /** The peer-to-peer protocol, as the node calls it. */
    private static final String PEER_SERVICE = "p2p";

    private final List<Recorder> recorders = new ArrayList<>();
    private final List<NodeApplications> applications;
    private final List<SharedWorkload> workloads;

    /** A recorder and applications for each node of one run of that plan. */
    public Fleet(RunPlan plan) {
        Measuring measuring = plan.measuring();
        Roster roster = plan.roster();
        workloads =
                plan.workloads().carried().stream().map(SharedWorkload::begin).toList();
        List<String> services = new ArrayList<>(List.of(PEER_SERVICE));
        plan.scenario().nodes().forEach(group -> group.services().forEach(service -> services.add(service.name())));
        plan.workloads().asking().forEach(each -> services.add(each.asking()));
        plan.workloads().attacks().forEach(each -> services.add(each.running()));
        for (int node = 0; node < roster.size(); node++) {
            Recorder recorder =
                    new Recorder(measuring.spans(), measuring.bucket().toNanos());
            recorders.add(recorder);
        }
        applications = NodeApplications.ofRun(
                recorders, roster.directory(), workloads, plan.workloads().own(), services);
    }

    /** What a node measured. */
    public Recorder recorder(int node) {
        return recorders.get(node);
    }

    /** All recorders, by node number. */
    public List<Recorder> recorders() {
        return List.copyOf(recorders);
    }

    /** The applications of a node. */
    public NodeApplications applications(int node) {
        return applications.get(node);
    }

    /** The node's disk was lost, and with it what workloads kept there. */
    public void wipe(int node) {
        workloads.forEach(workload -> workload.wipe(node));
    }
}
