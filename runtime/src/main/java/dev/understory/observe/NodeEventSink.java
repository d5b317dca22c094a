package dev.understory.observe;

import dev.understory.mux.Topic;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvent.IgnoredInput;
import dev.understory.session.ConnectionEvents;

/** Where a node's events go. Called on whatever thread they happen; must not block, and should not throw. */
@FunctionalInterface
public interface NodeEventSink {
    /** Hears nothing. */
    NodeEventSink NONE = event -> {};

    /** Something happened. */
    void emit(NodeEvent event);

    /** Messages of a peer's went to their consumer; for counters, so no object is made for it. */
    default void delivered(Topic topic, int count, long bytes) {}

    /** A message was taken for sending to a peer; for counters, so no object is made for it. */
    default void sent(Topic topic, int bytes) {}

    /** So many bytes more wait to be sent to a peer, or fewer if negative; for gauges, so no object is made for it. */
    default void queued(long change) {}

    /** Something of an admitted peer's was ignored; for counters, so no object is made for it. */
    default void ignored(IgnoredInput what) {}

    /** This sink as connections see it. */
    default ConnectionEvents forConnections() {
        NodeEventSink sink = this;
        return new ConnectionEvents() {
            @Override
            public void emit(ConnectionEvent event) {
                sink.emit(new NodeEvent.Connection(event));
            }

            @Override
            public void delivered(Topic topic, int count, long bytes) {
                sink.delivered(topic, count, bytes);
            }

            @Override
            public void sent(Topic topic, int bytes) {
                sink.sent(topic, bytes);
            }

            @Override
            public void queued(long change) {
                sink.queued(change);
            }

            @Override
            public void ignored(IgnoredInput what) {
                sink.ignored(what);
            }
        };
    }

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
            public void ignored(IgnoredInput what) {
                first.ignored(what);
                other.ignored(what);
            }
        };
    }
}
