package dev.understory.session;

import dev.understory.limits.ByteWay;
import dev.understory.mux.Topic;

/** Where connections report to. Called on whatever thread something happens; must neither block nor throw. */
@FunctionalInterface
public interface ConnectionEvents {
    /** Hears nothing. */
    ConnectionEvents NONE = event -> {};

    /** Something happened. */
    void emit(ConnectionEvent event);

    /** Messages of a peer's went to their consumer; for counters, so no object is made for it. */
    default void delivered(Topic topic, int count, long bytes) {}

    /** A message was taken for sending to a peer; for counters, so no object is made for it. */
    default void sent(Topic topic, int bytes) {}

    /** So many bytes more wait to be sent to a peer, or fewer if negative; for gauges, so no object is made for it. */
    default void queued(long change) {}

    /**
     * Unfinished messages and unread bytes of a peer hold so many bytes more, or fewer if negative; for gauges, so no object
     * is made for it. What one peer holds is told in steps ({@link dev.understory.limits.PeerMemory#TOLD_STEP}), so that
     * small messages tell nothing.
     */
    default void held(long change) {}

    /**
     * Something of a peer's, or for it, has gone on that had waited for a rate of bytes, so long since it, or what went
     * before it on the topic, had to; for counters, so no object is made for it.
     */
    default void waited(ByteWay way, Topic topic, long nanos) {}

    /** The connection of an admitted peer is over, and this is what its session has seen; said once. */
    default void ended(SessionCounters last) {}

    /** Something of an admitted peer's was ignored; for counters, so no object is made for it. */
    default void ignored(ConnectionEvent.IgnoredInput what) {}
}
