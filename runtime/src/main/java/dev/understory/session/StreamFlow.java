package dev.understory.session;

/**
 * How the receiving side of a topic stands to its consumer.
 *
 * <pre>
 * FLOWING     -> QUEUEING     messages came for which there was no credit
 * QUEUEING    -> PAUSING      the queue is above its high-water mark
 * PAUSING     -> OVERFLOWING  no credit came for the stall time
 * any other   -> FLOWING      credit came and the queue is empty
 * PAUSING, OVERFLOWING -> QUEUEING  credit came and the queue is below its low-water mark
 * </pre>
 */
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
