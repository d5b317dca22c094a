package dev.understory.fault;

/** What is left of a node's storage. */
public enum Disk {
    /** All that was on it; of a power loss what was not there yet is gone, if the group's disk says so. */
    KEEP,
    /** Nothing but the node's key. */
    LOSE
}
