package dev.understory.engine;

/** What an observer who sees no bytes can see of a node; each enters the {@link TraceHash}. Only append: the order counts. */
public enum TraceKind {
    /** A timer that was not cancelled went off. */
    TIMER,
    /** A dialled link is open. */
    OPENED,
    /** A dial failed. */
    DIAL_FAILED,
    /** A link was accepted. */
    ACCEPTED,
    /** Bytes arrived at the machine. */
    DELIVERED,
    /** A link is closed. */
    CLOSED,
    /** A signature was made or checked. */
    SIGNATURE,
    /** The machine started. */
    STARTED,
    /** The machine stopped or crashed. */
    STOPPED,
    /** Something a workload wants to have in the trace. */
    MARK,
    /** The machine's disk is done with a request. */
    STORED
}
