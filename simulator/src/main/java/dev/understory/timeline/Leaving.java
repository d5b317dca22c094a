package dev.understory.timeline;

/** How a node goes away. */
public enum Leaving {
    /** It closes its connections first. */
    GRACEFUL,
    /** Its process dies: its machine stays, and resets the connections of the process at once. */
    CRASH,
    /** Its machine is gone, by a power loss or a pulled cable: nobody is told, and nothing is answered. */
    POWER_LOSS
}
