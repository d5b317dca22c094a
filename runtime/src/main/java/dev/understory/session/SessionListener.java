package dev.understory.session;

import dev.understory.crypto.SignatureService.Work;
import dev.understory.handshake.Authenticated;
import dev.understory.limits.ByteWay;
import dev.understory.limits.MemoryPool;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import java.util.List;

/**
 * What a {@link Session} tells its owner, during the owner's calls. An implementation may call back into the session at
 * once, but for {@link Session#received}.
 */
public interface SessionListener extends MemoryPool.Borrower {
    /** Have this signed and hand the outcome to {@link Session#signed}, or call {@link Session#overloaded}. */
    void sign(Work.Sign work);

    /** Have this checked, or agreed on, and hand the outcome to {@link Session#verified}, or call {@link Session#overloaded}. */
    void verify(Work.OfPeer work);

    /**
     * The peer is proven. The owner decides on its admission and stops reading until {@link Session#admitted}; what
     * arrives before is kept, within a limit.
     */
    void authenticated(Authenticated peer);

    /** Whole messages of a topic, in their order. Never before admission. The list is the owner's. */
    void messages(Topic topic, List<Bytes> messages);

    /** So many messages of a topic, of so many bytes, exceeded the rate of an ordinary peer and are gone. */
    default void exceeded(Topic topic, int count, long bytes) {}

    /**
     * Something of a topic has gone on that had waited for a rate of bytes, so long since it, or what went before it, had to
     * wait. Only while it waits nothing is told.
     */
    default void waited(ByteWay way, Topic topic, long nanos) {}

    /** A ping was answered after that time, which includes what was queued before it. */
    void roundTrip(long nanos);

    /** A packet of the peer's was ignored; {@link SessionCounters} has the sums of this session. */
    default void ignored(ConnectionEvent.IgnoredInput what) {}

    /** Have {@link Session#reclaimed} called, on the session's thread. The only call that may come on any thread. */
    @Override
    default void reclaim() {}

    /** {@link Session#produce} has bytes for the link; said once until it has run dry. */
    void pending();

    /** The session is closed for that reason, and the link has to be. The last call. */
    void failed(CloseReason reason, String detail);
}
