package dev.understory.connection;

import dev.understory.mux.Topic;
import dev.understory.session.Session;
import dev.understory.session.SessionCounters;
import java.util.EnumMap;
import java.util.Map;

/**
 * How a connection stands when somebody asks it.
 *
 * @param id the connection's
 * @param counters what it has seen so far
 * @param queuedBytes payload that waits to be written, by topic; those without any are left out
 */
public record ConnectionState(long id, SessionCounters counters, Map<Topic, Long> queuedBytes) {
    static ConnectionState of(long id, Session session) {
        Map<Topic, Long> queued = new EnumMap<>(Topic.class);
        for (Topic topic : Topic.values()) {
            long bytes = topic == Topic.HEARTBEAT ? 0 : session.queuedBytes(topic);
            if (bytes > 0) {
                queued.put(topic, bytes);
            }
        }
        return new ConnectionState(id, session.counters(), queued);
    }
}
