package dev.understory.workload;

import dev.understory.mux.Topic;
import java.util.Set;

/** A workload, shared by all nodes. What it is does not change; what it keeps for nodes over their restarts belongs to one run. */
public interface SharedWorkload {
    /** Its name in the scenario. */
    String name();

    /** What it sends and receives. Workloads that have a topic in common are one application on each node. */
    Set<Topic> topics();

    /** The same workload for another run, with nothing kept yet. */
    default SharedWorkload begin() {
        return this;
    }

    /** This node's part in it. Called at every start of the node. */
    Participant join(WorkloadContext context);

    /** The node's disk was lost: whatever this workload keeps for a node over restarts is gone. */
    default void wipe(int node) {}
}
