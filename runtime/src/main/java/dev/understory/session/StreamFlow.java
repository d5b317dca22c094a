package dev.understory.session;

/** How the receiving side of a topic stands to its consumer; {@link FlowControl} says how it comes from one to another. */
public enum StreamFlow {
    /** The queue is empty: the connection has the credit, and messages go straight to the consumer. */
    FLOWING,
    /** The consumer is behind; messages wait in the stream's queue. */
    QUEUEING,
    /** The queue is long: the connection reads no more, so that the peer's writes back up. */
    PAUSING,
    /** The consumer seems frozen: the connection reads again, so that it stays alive, and messages of this topic drop. */
    OVERFLOWING
}
