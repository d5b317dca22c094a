package dev.understory.workload;

/** A workload, shared by all nodes. What it is does not change; what it keeps for nodes over their restarts belongs to one run. */
public interface SharedWorkload {
    /** Its name in the scenario. */
    String name();

    /** The same workload for another run, with nothing kept yet. */
    default SharedWorkload begin() {
        return this;
    }

    /** This node's part in it. Called at every start of the node. */
    Participant join(WorkloadContext context);

    /** The node's disk was lost: whatever this workload keeps for a node over restarts is gone. */
    default void wipe(int node) {}
}
