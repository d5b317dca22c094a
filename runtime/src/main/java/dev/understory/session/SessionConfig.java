package dev.understory.session;

import dev.understory.handshake.HandshakeTimeouts;
import dev.understory.limits.Allowance;
import dev.understory.limits.InputLimits;
import dev.understory.limits.Limits;
import dev.understory.limits.RateLimit;
import dev.understory.mux.DeliveryWindow;
import dev.understory.mux.Topic;
import dev.understory.mux.TopicLimits;
import java.time.Duration;
import java.util.Map;

/**
 * How sessions behave; one instance serves all sessions of a node. {@link Limits} says what the defaults mean.
 *
 * @param handshake deadlines of the handshake
 * @param pingInterval how often we ping
 * @param livenessTimeout how long a peer may be silent
 * @param writeStallTimeout how long bytes may wait that nobody takes
 * @param topics limits of each topic but HEARTBEAT
 * @param rates of messages that an ordinary peer may send; topics without one are free
 * @param peerBytes memory that one peer may hold
 * @param heldBytes bytes that may come before admission
 * @param ignoredTopicBytes bytes that may come on unknown topics
 * @param input what a peer owes us for our work on its input
 * @param window how much bulk may be under way
 */
public record SessionConfig(
        HandshakeTimeouts handshake,
        Duration pingInterval,
        Duration livenessTimeout,
        Duration writeStallTimeout,
        Map<Topic, TopicLimits> topics,
        Map<Topic, RateLimit> rates,
        long peerBytes,
        int heldBytes,
        long ignoredTopicBytes,
        InputLimits input,
        DeliveryWindow.Settings window) {
    /** Checks that durations and limits are positive. */
    public SessionConfig {
        if (!pingInterval.isPositive() || !livenessTimeout.isPositive() || !writeStallTimeout.isPositive()) {
            throw new IllegalArgumentException("intervals and timeouts of a session are positive");
        }
        if (peerBytes < 1 || heldBytes < 1 || ignoredTopicBytes < 1) {
            throw new IllegalArgumentException("limits of a session are positive");
        }
    }

    /** The defaults of {@link Limits}. */
    public static SessionConfig defaults() {
        return new SessionConfig(
                HandshakeTimeouts.DEFAULT,
                Limits.PING_INTERVAL,
                Limits.LIVENESS_TIMEOUT,
                Limits.WRITE_STALL_TIMEOUT,
                Limits.topics(),
                Limits.rates(),
                Limits.PEER_BYTES,
                Limits.HELD_BEFORE_ADMISSION_BYTES,
                Limits.IGNORED_TOPIC_BYTES,
                Limits.input(),
                Limits.window());
    }

    /** What an identity may send. */
    public Allowance.Settings allowance() {
        return new Allowance.Settings(rates, ignoredTopicBytes, input);
    }

    /** With other handshake deadlines. */
    public SessionConfig withHandshake(HandshakeTimeouts timeouts) {
        return new SessionConfig(
                timeouts,
                pingInterval,
                livenessTimeout,
                writeStallTimeout,
                topics,
                rates,
                peerBytes,
                heldBytes,
                ignoredTopicBytes,
                input,
                window);
    }

    /** With other times for pings, liveness and stalled writes. */
    public SessionConfig withTimes(Duration ping, Duration liveness, Duration writeStall) {
        return new SessionConfig(
                handshake,
                ping,
                liveness,
                writeStall,
                topics,
                rates,
                peerBytes,
                heldBytes,
                ignoredTopicBytes,
                input,
                window);
    }

    /** With other limits of the topics and of the memory a peer may hold. */
    public SessionConfig withMemory(Map<Topic, TopicLimits> topicLimits, long peerLimit) {
        return new SessionConfig(
                handshake,
                pingInterval,
                livenessTimeout,
                writeStallTimeout,
                topicLimits,
                rates,
                peerLimit,
                heldBytes,
                ignoredTopicBytes,
                input,
                window);
    }

    /** With another delivery window. */
    public SessionConfig withWindow(DeliveryWindow.Settings settings) {
        return new SessionConfig(
                handshake,
                pingInterval,
                livenessTimeout,
                writeStallTimeout,
                topics,
                rates,
                peerBytes,
                heldBytes,
                ignoredTopicBytes,
                input,
                settings);
    }
}
