package dev.understory.node.inspect;

import dev.understory.limits.GroupLevel;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvent.DropReason;
import dev.understory.session.Direction;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** How often each limit of a node was hit, as its events say. Safe for any thread. */
public final class LimitHits implements NodeEventSink {
    /** What was hit. */
    public enum Limit {
        /** No slot for a peer that dials, or no handshake for it, which is refused by the same reason. */
        INBOUND,
        /** No slot for a peer that was dialled. */
        OUTBOUND,
        /** A handshake made room for another. */
        HANDSHAKES,
        /** Links of one address. */
        PER_ADDRESS,
        /** Links of one site. */
        PER_SITE,
        /** Links of one subnet. */
        PER_SUBNET,
        /** Links of one network. */
        PER_NETWORK,
        /** Handshakes that begin, of a group or in all. */
        HANDSHAKE_RATES,
        /** A peer was closed for what it had unfinished. */
        PEER_MEMORY,
        /** A peer was closed because others needed the memory. */
        ALL_MEMORY,
        /** Messages that were dropped, for a peer had sent too many. */
        MESSAGE_RATES,
        /** No room for one more signature. */
        CRYPTO_QUEUE,
        /** Bans without room. */
        BANS;

        /** The limit on links of a group. */
        public static Limit ofGroup(GroupLevel level) {
            return switch (level) {
                case ADDRESS -> PER_ADDRESS;
                case SITE -> PER_SITE;
                case SUBNET -> PER_SUBNET;
                case NETWORK -> PER_NETWORK;
            };
        }
    }

    private final AtomicLongArray hits = new AtomicLongArray(Limit.values().length);

    @Override
    public void emit(NodeEvent event) {
        if (event instanceof NodeEvent.Connection connection) {
            count(connection.event());
        }
    }

    private void count(ConnectionEvent event) {
        switch (event) {
            case ConnectionEvent.LinkRefused refused ->
                add(
                        refused.full() == null
                                ? of(refused.reason(), Direction.INBOUND)
                                : Limit.ofGroup(refused.full()),
                        1);
            case ConnectionEvent.PeerRefused refused -> add(of(refused.reason(), refused.direction()), 1);
            case ConnectionEvent.HandshakeFailed failed -> add(of(failed.reason(), failed.direction()), 1);
            case ConnectionEvent.PeerClosed closed ->
                add(of(closed.reason(), closed.peer().direction()), 1);
            case ConnectionEvent.MessagesDropped dropped ->
                add(dropped.reason() == DropReason.RATE_LIMITED ? Limit.MESSAGE_RATES : null, dropped.count());
            case ConnectionEvent.BansRefused refused -> add(Limit.BANS, refused.count());
            default -> {
                // No limit was hit.
            }
        }
    }

    private static @Nullable Limit of(CloseReason reason, Direction direction) {
        return switch (reason) {
            case NO_SLOT -> direction == Direction.INBOUND ? Limit.INBOUND : Limit.OUTBOUND;
            case CROWDED_OUT -> Limit.HANDSHAKES;
            case HANDSHAKE_RATE -> Limit.HANDSHAKE_RATES;
            case OVERLOADED -> Limit.CRYPTO_QUEUE;
            case MEMORY_BUDGET -> Limit.PEER_MEMORY;
            case MEMORY_RECLAIMED, MEMORY_HOARDED -> Limit.ALL_MEMORY;
            default -> null;
        };
    }

    private void add(@Nullable Limit limit, long count) {
        if (limit != null) {
            hits.addAndGet(limit.ordinal(), count);
        }
    }

    /** How often that one was. */
    public long of(Limit limit) {
        return hits.get(limit.ordinal());
    }
}
