package dev.understory.engine;

/** Hears of everything that enters a node's {@link TraceHash}; for recorders and traces. Called on the node's shard. */
@FunctionalInterface
public interface TraceSink {
    /** One event; arguments as for {@link TraceHash#add}. */
    void event(SimNode node, TraceKind kind, long time, long subject, long size);
}
