package dev.understory.metric;

import dev.understory.scenario.rule.Metric;
import dev.understory.scenario.rule.Vocabulary;
import java.util.List;
import java.util.stream.Stream;

/** Everything that checks can ask for. A new metric is a constant with all there is to know of it, and its name here. */
public final class Metrics {
    /** In the order of report and reference. */
    public static final Vocabulary ALL = new Vocabulary(
            with(
                    AttackMetrics.ALL,
                    NestBftMetrics.HEIGHT,
                    NestBftMetrics.ROUND,
                    NodeMetrics.PEERS,
                    NodeMetrics.CONNECTIONS_INBOUND,
                    NodeMetrics.CONNECTIONS_OUTBOUND,
                    NodeMetrics.QUEUE_BYTES,
                    NodeMetrics.BOOK_SIZE,
                    NodeMetrics.MESSAGES_SENT,
                    NodeMetrics.MESSAGES_REFUSED,
                    NodeMetrics.MESSAGES_DELIVERED,
                    NodeMetrics.RESTARTS,
                    NodeMetrics.RECONNECT_PENDING,
                    NodeMetrics.MEMORY_PINNED,
                    NodeMetrics.HONEST_LOST,
                    NodeMetrics.HONEST_DEBITED,
                    NodeMetrics.HONEST_BANNED,
                    NodeMetrics.HONEST_OUTBOUND,
                    BroadcastMetrics.LATENCY,
                    BroadcastMetrics.DELIVERED,
                    BroadcastMetrics.UNJUDGED,
                    BroadcastMetrics.DUPLICATES,
                    RequestMetrics.LATENCY,
                    RequestMetrics.COMPLETED,
                    EchoMetrics.LATENCY,
                    EchoMetrics.COMPLETED,
                    NestBftMetrics.COMMIT_LATENCY,
                    NestBftMetrics.COMMITTED,
                    NestBftMetrics.BLOCK_INTERVAL,
                    NestBftMetrics.QUORUM_TIME,
                    NestBftMetrics.ROUNDS,
                    NestBftMetrics.DECIDED,
                    NestBftMetrics.MESSAGES,
                    NodeMetrics.HANDSHAKE_TIME,
                    NodeMetrics.HANDSHAKE_COMPLETED,
                    NodeMetrics.RECONNECT_TIME,
                    NodeMetrics.BOOK_LIVE,
                    NodeMetrics.DRAW_LIVE,
                    NodeMetrics.DRAW_HONEST),
            List.of(NestBftMetrics.AGREEMENT, NestBftMetrics.QUORUM, BroadcastMetrics.ONCE, BroadcastMetrics.INTACT));

    private Metrics() {}

    private static List<Metric> with(List<Metric> last, Metric... first) {
        return Stream.concat(Stream.of(first), last.stream()).toList();
    }
}
