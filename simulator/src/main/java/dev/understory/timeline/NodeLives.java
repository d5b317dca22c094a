package dev.understory.timeline;

/** Starts and stops nodes. Asking for what already is does nothing. */
public interface NodeLives {
    /** Whether a node runs. */
    boolean isUp(int node);

    /** Whether a node was up at any moment from one time up to another. */
    boolean wasUp(int node, long fromNanos, long untilNanos);

    /** Starts a node. */
    void start(int node);

    /** Stops a node. */
    void stop(int node, Leaving how);

    /** What a stopped node had stored is lost. */
    void loseDisk(int node);
}
