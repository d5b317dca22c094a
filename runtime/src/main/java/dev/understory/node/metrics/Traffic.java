package dev.understory.node.metrics;

import dev.understory.connection.ConnectionState;
import dev.understory.mux.Topic;
import dev.understory.node.inspect.NodeReport;
import dev.understory.node.inspect.PeerReport;
import dev.understory.session.SessionCounters;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What all connections have seen so far, those that are over included. Those that are open are asked when somebody wants to know,
 * so that nothing is counted per frame.
 */
final class Traffic {
    /** What is added up over connections. */
    enum Sum {
        BYTES_IN,
        BYTES_OUT,
        PINGS_IN,
        PINGS_OUT,
        PINGS_COALESCED,
        IGNORED_TOPIC_BYTES
    }

    private final long[] ended = new long[Sum.values().length];
    private final long[] shown = new long[Sum.values().length];
    private Map<Topic, Long> queued = Map.of();
    private long heldMemory;

    /** A connection is over. */
    synchronized void ended(SessionCounters last) {
        add(ended, last);
    }

    /**
     * The open connections have answered.
     *
     * @param before {@link #endedSoFar} as it was before they were asked: a connection that ended meanwhile is missing for one scrape,
     *     and none counts twice
     */
    synchronized void update(long[] before, NodeReport report) {
        long[] now = before.clone();
        Map<Topic, Long> waits = new EnumMap<>(Topic.class);
        long held = 0;
        for (PeerReport peer : report.peers()) {
            ConnectionState state = peer.state();
            if (state != null) {
                add(now, state.counters());
                state.queuedBytes().forEach((topic, bytes) -> waits.merge(topic, bytes, Long::sum));
                held += state.counters().heldMemory();
            }
        }
        for (int i = 0; i < shown.length; i++) {
            // A counter never goes back, also where a connection did not answer in time.
            shown[i] = Math.max(shown[i], now[i]);
        }
        queued = waits;
        heldMemory = held;
    }

    synchronized long[] endedSoFar() {
        return ended.clone();
    }

    synchronized long of(Sum what) {
        return shown[what.ordinal()];
    }

    /** Bytes of that topic that wait to be sent. */
    synchronized long queued(Topic topic) {
        return queued.getOrDefault(topic, 0L);
    }

    /** Bytes of unfinished messages that are held for peers. */
    synchronized long heldMemory() {
        return heldMemory;
    }

    private static void add(long[] sums, SessionCounters counters) {
        List<Long> values = List.of(
                counters.bytesReceived(),
                counters.bytesSent(),
                counters.pings(),
                counters.sent().pings(),
                counters.coalescedPings(),
                counters.ignoredTopicBytes());
        for (int i = 0; i < sums.length; i++) {
            sums[i] += values.get(i);
        }
    }
}
