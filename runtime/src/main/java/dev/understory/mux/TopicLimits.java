package dev.understory.mux;

/**
 * What one topic of one connection may hold.
 *
 * @param maxMessageBytes the largest message, in either direction
 * @param maxQueuedBytes payload bytes that wait to be sent; an empty queue takes any message that is not too large
 * @param maxQueuedMessages messages that wait to be sent
 */
public record TopicLimits(int maxMessageBytes, long maxQueuedBytes, int maxQueuedMessages) {
    /** Checks that each is positive. */
    public TopicLimits {
        if (maxMessageBytes < 1 || maxQueuedBytes < 1 || maxQueuedMessages < 1) {
            throw new IllegalArgumentException("limits of a topic are positive, not " + maxMessageBytes + ", "
                    + maxQueuedBytes + ", " + maxQueuedMessages);
        }
    }
}
