package dev.understory.connection;

import dev.understory.limits.PeerMemory;
import org.jspecify.annotations.Nullable;

/**
 * How fast the peer of an established {@link Session} may send: while the node is short of memory and this peer asks for
 * more than its share, nothing is read from it.
 */
final class SessionPace {
    /** How often somebody who waits for memory asks again. */
    private static final long ASK_AGAIN_NANOS = 100_000_000L;

    private final SessionInbound in;
    private final PeerMemory memory;
    private boolean pauses;
    private long askAgainAt = Session.NO_DEADLINE;
    private long mostGrown;

    SessionPace(SessionInbound in, PeerMemory memory) {
        this.in = in;
        this.memory = memory;
    }

    /** Bytes of the peer were dealt with. */
    @Nullable
    SessionFailure received(long now) {
        ask(now);
        return null;
    }

    @Nullable
    SessionFailure tick(long now) {
        if (now - askAgainAt >= 0 && pauses) {
            ask(now);
        }
        return null;
    }

    /** Whether nothing more should be read from the peer for now. */
    boolean pauses() {
        return pauses;
    }

    long nextDeadlineNanos() {
        return askAgainAt;
    }

    private void ask(long now) {
        long most = Math.max(mostGrown, in.grown());
        pauses = memory.mustWait(most - mostGrown, now);
        mostGrown = most;
        askAgainAt = pauses ? now + ASK_AGAIN_NANOS : Session.NO_DEADLINE;
    }

    /** What it means that memory has to be given back; null if that is no longer so. */
    static @Nullable SessionFailure reclaimed(PeerMemory memory) {
        if (!memory.isCondemned()) {
            return null;
        }
        return memory.isIdle()
                ? new SessionFailure(CloseReason.MEMORY_HOARDED, "borrowed memory and did nothing with it")
                : new SessionFailure(CloseReason.MEMORY_RECLAIMED, "others needed the memory of its messages");
    }
}
