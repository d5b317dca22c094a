package dev.understory.session;

import dev.understory.mux.Pings;

/**
 * What a session has seen of things that are neither a message nor a reason to close, since it was established.
 *
 * @param bytesReceived ciphertext bytes that came
 * @param sent what went out
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
        Sent sent,
        long messagesReceived,
        long ignoredTopicBytes,
        long pings,
        long coalescedPings,
        long unrequestedPongs,
        long unknownHeartbeats,
        long heldMemory) {
    /**
     * What went out.
     *
     * @param bytes ciphertext bytes that were produced
     * @param pings pings that were written
     * @param roundTripNanos how long the last answered ping took, or {@link Pings#UNKNOWN}
     */
    public record Sent(long bytes, long pings, long roundTripNanos) {
        /** Before anything was sent. */
        static final Sent NOTHING = new Sent(0, 0, Pings.UNKNOWN);
    }

    /** Before anything is counted. */
    static SessionCounters none(long bytesReceived, long heldMemory) {
        return new SessionCounters(bytesReceived, Sent.NOTHING, 0, 0, 0, 0, 0, 0, heldMemory);
    }

    /** Ciphertext bytes that were produced. */
    public long bytesSent() {
        return sent.bytes();
    }
}
