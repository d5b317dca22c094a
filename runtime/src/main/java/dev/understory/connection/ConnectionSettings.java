package dev.understory.connection;

import dev.understory.limits.Limits;
import dev.understory.limits.MemoryPool;
import java.time.Duration;

/**
 * How a connection treats its consumers, its link and its end.
 *
 * @param mailboxBytes what may wait before a connection actor, in bytes of messages to send
 * @param memory what all peers together may hold in unfinished messages
 * @param window credit of a consumer per peer and topic, in bytes
 * @param queueHighWater above this many bytes in the queue of a topic the connection reads no more
 * @param stall how long a consumer may give no credit before its topic overflows
 * @param streamIdle how long a topic may be silent before its actor is stopped
 * @param drain how long received messages may wait for their consumer after the connection ended
 */
public record ConnectionSettings(
        long mailboxBytes,
        MemoryPool.Settings memory,
        long window,
        long queueHighWater,
        Duration stall,
        Duration streamIdle,
        Duration drain) {
    /** What a node uses unless told otherwise. */
    public static final ConnectionSettings DEFAULT = new ConnectionSettings(
            32L << 20,
            Limits.memory(),
            1L << 20,
            1L << 20,
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            Duration.ofMillis(500));

    /** Checks that everything is positive. */
    public ConnectionSettings {
        if (mailboxBytes <= 0 || window <= 0 || queueHighWater <= 0) {
            throw new IllegalArgumentException("the sizes of a connection's queues must be positive");
        }
        if (!stall.isPositive() || !streamIdle.isPositive() || !drain.isPositive()) {
            throw new IllegalArgumentException("the times of a connection must be positive");
        }
    }
}
