package dev.understory.session;

import dev.understory.limits.Allowance;
import dev.understory.limits.PeerMemory;
import dev.understory.limits.WorkMeter;
import dev.understory.mux.Liveness;
import dev.understory.session.ConnectionEvent.IgnoredInput;
import org.jspecify.annotations.Nullable;

/**
 * How fast the peer of an established {@link Session} may send, and has to: what it begins has to go on, and while the node is short of memory and this peer asks for
 * more than its share, when its input costs more than it is worth, or a rate of bytes is far exceeded, nothing is read from it for a while.
 */
final class SessionPace {
    /** How often somebody who waits for memory asks again. */
    private static final long ASK_AGAIN_NANOS = 100_000_000L;

    private final SessionInbound in;
    private final Liveness liveness;
    private final PeerMemory memory;
    private final SessionListener out;
    private final InputProgress progress;
    private final InputWork work;
    private final Allowance allowance;
    private boolean ordinary;
    private boolean waitsForMemory;
    private long askAgainAt = Session.NO_DEADLINE;
    private long throttledUntil = Session.NO_DEADLINE;
    private boolean throttled;
    private long mostGrown;

    SessionPace(
            SessionInbound in,
            Liveness liveness,
            PeerMemory memory,
            SessionListener out,
            Allowance allowance,
            boolean ordinary,
            SessionConfig config,
            long now) {
        this.in = in;
        this.liveness = liveness;
        this.memory = memory;
        this.out = out;
        this.work = new InputWork(in);
        this.allowance = allowance;
        this.ordinary = ordinary;
        this.progress = new InputProgress(
                in,
                memory,
                config.allowance().input(),
                config.times().pingInterval().toNanos(),
                now);
    }

    /** Whether the peer's group of addresses answers for it too. */
    void ordinary(boolean is) {
        ordinary = is;
    }

    /** So many bytes of the peer were dealt with. */
    @Nullable
    SessionFailure received(int bytes, long now) {
        ask(now);
        long waste = work.takeWaste(bytes);
        if (waste > 0) {
            switch (allowance.work(waste, ordinary, now)) {
                case FINE -> {}
                case PAUSE -> {
                    if (!throttled) {
                        out.ignored(IgnoredInput.WASTED_WORK);
                    }
                    throttled = true;
                    throttledUntil = now + WorkMeter.PAUSE_NANOS;
                }
                case TOO_MUCH -> {
                    return new SessionFailure(CloseReason.WORK_WASTED, "much work and nothing that comes of it");
                }
            }
        }
        in.pace().received(now);
        return progress.look(now);
    }

    @Nullable
    SessionFailure tick(long now) {
        if (waitsForMemory && now >= askAgainAt) {
            ask(now);
        }
        if (throttled && now >= throttledUntil) {
            throttled = false;
            throttledUntil = Session.NO_DEADLINE;
        }
        in.pace().tick(now);
        return progress.look(now);
    }

    /** The owner reads, or does not, from now on. */
    void reading(boolean reads, long now) {
        progress.reading(reads, now);
        memory.reading(reads, now);
        if (reads) {
            liveness.listen(now);
        } else {
            liveness.stopListening();
        }
    }

    /** Whether nothing more should be read from the peer for now. */
    boolean pauses() {
        return waitsForMemory || throttled || in.pace().pauses();
    }

    long nextDeadlineNanos() {
        long own = Math.min(Math.min(askAgainAt, throttledUntil), in.pace().nextDeadlineNanos());
        return Math.min(own, progress.nextDeadlineNanos());
    }

    private void ask(long now) {
        long most = Math.max(mostGrown, in.grown());
        waitsForMemory = memory.mustWait(most - mostGrown, now);
        mostGrown = most;
        askAgainAt = waitsForMemory ? now + ASK_AGAIN_NANOS : Session.NO_DEADLINE;
    }

    /** Why the session ends if its memory has to be given back; null if it no longer has to be. */
    static @Nullable SessionFailure reclaimed(PeerMemory memory) {
        if (!memory.isCondemned()) {
            return null;
        }
        return memory.isIdle()
                ? new SessionFailure(CloseReason.MEMORY_HOARDED, "borrowed memory and did nothing with it")
                : new SessionFailure(CloseReason.MEMORY_RECLAIMED, "others needed the memory of its messages");
    }
}
