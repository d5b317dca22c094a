package dev.understory.session;

/**
 * What a session has seen of things that are neither a message nor a reason to close, since it was established.
 *
 * @param bytesReceived ciphertext bytes that came
 * @param bytesSent ciphertext bytes that were produced
 * @param messagesReceived whole messages
 * @param ignoredTopicBytes bytes of records on unknown topics, discarded
 * @param pings pings that came
 * @param coalescedPings pings that an already waiting pong answers too
 * @param unrequestedPongs pongs that answer no ping of ours
 * @param unknownHeartbeats heartbeats that are neither ping nor pong
 * @param heldMemory bytes that are charged to the peer now
 */
public record SessionCounters(
        long bytesReceived,
        long bytesSent,
        long messagesReceived,
        long ignoredTopicBytes,
        long pings,
        long coalescedPings,
        long unrequestedPongs,
        long unknownHeartbeats,
        long heldMemory) {
    /** Before anything is counted. */
    static SessionCounters none(long bytesReceived, long heldMemory) {
        return new SessionCounters(bytesReceived, 0, 0, 0, 0, 0, 0, 0, heldMemory);
    }
}
