package dev.understory.observe;

import dev.understory.mux.Topic;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvent.IgnoredInput;
import dev.understory.session.ConnectionEvents;

/**
 * Where a node's events go: what its connections report, as {@link ConnectionEvents} has it, and what happens to the node
 * itself. Called on whatever thread they happen; must not block, and should not throw.
 */
@FunctionalInterface
public interface NodeEventSink extends ConnectionEvents {
    /** Hears nothing. */
    NodeEventSink NONE = event -> {};

    /** Something happened. */
    void emit(NodeEvent event);

    /** Something happened to its connections; the same as {@link NodeEvent.Connection}. */
    @Override
    default void emit(ConnectionEvent event) {
        emit(new NodeEvent.Connection(event));
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
