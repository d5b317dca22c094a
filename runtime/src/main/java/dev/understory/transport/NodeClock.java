package dev.understory.transport;

/** The node's clock: real in production, virtual (and possibly skewed) in a simulation. */
@FunctionalInterface
public interface NodeClock {
    /** Nanoseconds since an arbitrary, fixed origin; never goes backwards. */
    long nowNanos();

    /**
     * Milliseconds since 1970, or since whatever origin outlives the process: for what is kept over a restart, and nothing
     * else, for it may jump.
     */
    default long timeOfDayMillis() {
        return nowNanos() / 1_000_000;
    }
}
