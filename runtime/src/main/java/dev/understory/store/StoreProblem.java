package dev.understory.store;

/** Why a store does not do what it was asked for. */
public enum StoreProblem {
    /** The document is larger than documents may be. */
    TOO_LARGE,
    /** There are as many documents as there may be. */
    TOO_MANY,
    /** As much is waiting as may wait: the disk is slower than what is asked of it, or hangs. */
    BUSY,
    /** The disk is full, or this user's share of it. */
    FULL,
    /** The system does not let this process do it; the disk may be mounted for reading only. */
    NO_PERMISSION,
    /** The disk or its file system has failed in some other way. */
    BROKEN,
    /** The store was closed: the node has stopped. */
    CLOSED
}
