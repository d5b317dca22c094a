package dev.understory.session;

import dev.understory.handshake.HandshakeTimeouts;
import dev.understory.limits.Allowance;
import dev.understory.limits.Limits;
import dev.understory.mux.DeliveryWindow;
import dev.understory.mux.Topic;
import dev.understory.mux.TopicLimits;
import java.time.Duration;
import java.util.Map;

/**
 * How sessions behave; one instance serves all sessions of a node. {@link Limits} says what the defaults mean.
 *
 * @param handshake deadlines of the handshake
 * @param times of an established connection
 * @param memory that a connection may take
 * @param allowance what an ordinary peer may send, and owes us for our work on it
 * @param window how much bulk may be under way
 */
public record SessionConfig(
        HandshakeTimeouts handshake,
        Times times,
        Memory memory,
        Allowance.Settings allowance,
        DeliveryWindow.Settings window) {
    /**
     * The times of an established connection.
     *
     * @param pingInterval how long we send nothing before we ping
     * @param livenessTimeout how long a peer may be silent
     * @param writeStallTimeout how long bytes may wait that nobody takes
     */
    public record Times(Duration pingInterval, Duration livenessTimeout, Duration writeStallTimeout) {
        /** Checks that they are positive. */
        public Times {
            if (!pingInterval.isPositive() || !livenessTimeout.isPositive() || !writeStallTimeout.isPositive()) {
                throw new IllegalArgumentException("intervals and timeouts of a session are positive");
            }
        }
    }

    /**
     * The memory that a connection may take.
     *
     * @param topics limits of each topic but HEARTBEAT
     * @param peerBytes that one peer may hold
     * @param heldBytes that may come before admission
     * @param queueReserve what may wait to be sent however much else the peer holds
     */
    public record Memory(Map<Topic, TopicLimits> topics, long peerBytes, int heldBytes, long queueReserve) {
        /** Checks that the limits are positive. */
        public Memory {
            if (peerBytes < 1 || heldBytes < 1 || queueReserve < 1) {
                throw new IllegalArgumentException("limits of a session are positive");
            }
        }
    }

    /** Checks that the limits are positive. */
    public SessionConfig {
        if (allowance.ignoredBytes() < 1) {
            throw new IllegalArgumentException("limits of a session are positive");
        }
    }

    /** The defaults of {@link Limits}. */
    public static SessionConfig defaults() {
        return new SessionConfig(
                HandshakeTimeouts.DEFAULT,
                new Times(Limits.PING_INTERVAL, Limits.LIVENESS_TIMEOUT, Limits.WRITE_STALL_TIMEOUT),
                new Memory(
                        Limits.topics(),
                        Limits.PEER_BYTES,
                        Limits.HELD_BEFORE_ADMISSION_BYTES,
                        Limits.QUEUE_RESERVE_BYTES),
                Limits.allowance(),
                Limits.window());
    }
}
