package dev.understory.session;

/** Who opened a connection. */
public enum Direction {
    /** The peer dialled us. */
    INBOUND,
    /** We dialled the peer. */
    OUTBOUND
}
