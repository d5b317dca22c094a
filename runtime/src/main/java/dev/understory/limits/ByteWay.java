package dev.understory.limits;

/** Which way bytes go, as this node sees it. */
public enum ByteWay {
    /** A peer's, to us. */
    IN,
    /** Ours, to a peer. */
    OUT
}
