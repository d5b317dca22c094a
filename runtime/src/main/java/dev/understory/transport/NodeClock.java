package dev.understory.transport;

/** The node's clock: real in production, virtual (and possibly skewed) in a simulation. */
@FunctionalInterface
public interface NodeClock {
    /** Nanoseconds since an arbitrary, fixed origin; never goes backwards. */
    long nowNanos();
}
