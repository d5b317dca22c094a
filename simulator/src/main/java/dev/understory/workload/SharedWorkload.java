package dev.understory.workload;

/** A workload of a run, shared by all nodes and unchanged while it runs. */
public interface SharedWorkload {
    /** Its name in the scenario. */
    String name();

    /** This node's part in it. Called at every start of the node. */
    Participant join(WorkloadContext context);

    /** The node's disk was lost: whatever this workload keeps for a node over restarts is gone. */
    default void wipe(int node) {}
}
