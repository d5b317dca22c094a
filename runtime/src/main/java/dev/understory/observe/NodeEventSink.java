package dev.understory.observe;

import dev.understory.discovery.DiscoveryEvent;
import dev.understory.discovery.DiscoveryEvents;
import dev.understory.dissemination.GossipCount;
import dev.understory.dissemination.GossipEvents;
import dev.understory.limits.ByteWay;
import dev.understory.mux.Topic;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvent.IgnoredInput;
import dev.understory.session.ConnectionEvents;
import dev.understory.session.SessionCounters;

/**
 * Where a node's events go: what its connections report, as {@link ConnectionEvents} has it, and what happens to the node
 * itself. Called on whatever thread they happen; must not block, and should not throw.
 */
@FunctionalInterface
public interface NodeEventSink extends ConnectionEvents, GossipEvents, DiscoveryEvents {
    /** Hears nothing. */
    NodeEventSink NONE = event -> {};

    /** Something happened. */
    void emit(NodeEvent event);

    /** Something happened to its connections; the same as {@link NodeEvent.Connection}. */
    @Override
    default void emit(ConnectionEvent event) {
        emit(new NodeEvent.Connection(event));
    }

    @Override
    default void gossiped(Topic topic, GossipCount what, long amount) {}

    /** Something happened in its search for peers; the same as {@link NodeEvent.Discovery}. */
    @Override
    default void emit(DiscoveryEvent event) {
        emit(new NodeEvent.Discovery(event));
    }

    /** A service counted so many more of something; for counters, so no object is made for it. */
    default void counted(String service, String metric, long amount) {}

    /**
     * A service measured a value of something; no object is made for it.
     *
     * @param sinceNanos when what is measured began, by the node's clock
     */
    default void sampled(String service, String metric, long sinceNanos, long value) {}

    /** Tells both, this one first. */
    default NodeEventSink and(NodeEventSink other) {
        NodeEventSink first = this;
        return new NodeEventSink() {
            @Override
            public void emit(NodeEvent event) {
                first.emit(event);
                other.emit(event);
            }

            @Override
            public void delivered(Topic topic, int count, long bytes) {
                first.delivered(topic, count, bytes);
                other.delivered(topic, count, bytes);
            }

            @Override
            public void sent(Topic topic, int bytes) {
                first.sent(topic, bytes);
                other.sent(topic, bytes);
            }

            @Override
            public void queued(long change) {
                first.queued(change);
                other.queued(change);
            }

            @Override
            public void held(long change) {
                first.held(change);
                other.held(change);
            }

            @Override
            public void waited(ByteWay way, Topic topic, long nanos) {
                first.waited(way, topic, nanos);
                other.waited(way, topic, nanos);
            }

            @Override
            public void ended(SessionCounters last) {
                first.ended(last);
                other.ended(last);
            }

            @Override
            public void ignored(IgnoredInput what) {
                first.ignored(what);
                other.ignored(what);
            }

            @Override
            public void gossiped(Topic topic, GossipCount what, long amount) {
                first.gossiped(topic, what, amount);
                other.gossiped(topic, what, amount);
            }

            @Override
            public void waiting(long change) {
                first.waiting(change);
                other.waiting(change);
            }

            @Override
            public void counted(String service, String metric, long amount) {
                first.counted(service, metric, amount);
                other.counted(service, metric, amount);
            }

            @Override
            public void sampled(String service, String metric, long sinceNanos, long value) {
                first.sampled(service, metric, sinceNanos, value);
                other.sampled(service, metric, sinceNanos, value);
            }
        };
    }
}
