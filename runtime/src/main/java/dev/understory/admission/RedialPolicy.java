package dev.understory.admission;

import dev.understory.peerbook.DialBackoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * When one peer is dialled: if it is kept, whenever there is no connection to it; at once the first time, after a growing
 * back-off later, for ever. Sans IO: what happens to the peer in, {@link RedialEffect}s out.
 *
 * <pre>
 *   state      input                 next       effects
 *   IDLE       keep                  WAITING    WakeAfter its delay
 *   WAITING    hasten                WAITING    WakeAfter its delay
 *   WAITING    due                   DIALING    Dial
 *   WAITING    forget                IDLE       CancelWake
 *   any but CONNECTED
 *              dial over, kept       WAITING    WakeAfter the back-off, ReportFailure
 *   any but CONNECTED
 *              dial over, not kept   IDLE
 *   any        connected             CONNECTED  CancelWake           (if it was WAITING)
 *   CONNECTED  lost, kept            WAITING    WakeAfter the back-off
 *   CONNECTED  lost, not kept        IDLE
 * </pre>
 *
 * <p>Everything else changes nothing but, with keep and forget, whether the peer is kept. A dial may be over that was never
 * asked for here: others may have ordered one.
 *
 * <p>The back-off of a peer that is not let wait is bounded where no link came up or a connection that held was lost, which is
 * what an outage looks like. Whoever answers and then fails, in the handshake or soon after, costs both ends a handshake for
 * each try: for him the back-off grows as for everybody.
 */
public final class RedialPolicy {
    /**
     * A connection that held as long as this was a success: the back-off starts anew. Longer than a peer without a slot
     * takes to close on us, and short enough that a peer that restarts several times is not left alone for a minute.
     */
    static final Duration STABLE = Duration.ofSeconds(5);

    /** How the peer stands. */
    enum State {
        /** The peer is not kept, and nothing is under way. */
        IDLE,
        /** The peer is kept and not connected, and its next dial is not due yet. */
        WAITING,
        /** A dial was asked for and is not over; the peer may be kept no longer. */
        DIALING,
        /** The peer has an admitted connection, whether it is kept or not. */
        CONNECTED
    }

    private final Supplier<DialBackoff> backoffs;
    private final LongSupplier longestNanos;
    private @Nullable DialBackoff backoff;
    private State state;
    private boolean kept;
    private long connectedAt;
    private List<RedialEffect> effects = List.of();

    /**
     * The policy for a peer that is not kept.
     *
     * @param backoffs makes the peer's back-off, once, when it is needed: most peers never need one
     * @param connected whether the peer has an admitted connection
     */
    public RedialPolicy(Supplier<DialBackoff> backoffs, boolean connected) {
        this(backoffs, () -> Long.MAX_VALUE, connected);
    }

    /** As above; {@code longestNanos} says how long a back-off after an outage may be now, before jitter. */
    RedialPolicy(Supplier<DialBackoff> backoffs, LongSupplier longestNanos, boolean connected) {
        this.backoffs = backoffs;
        this.longestNanos = longestNanos;
        this.state = connected ? State.CONNECTED : State.IDLE;
    }

    /** The peer is to be kept from now on; if nothing is under way, its first dial begins after {@code delay}. */
    public List<RedialEffect> keep(Duration delay) {
        kept = true;
        if (state == State.IDLE) {
            become(State.WAITING);
            emit(new RedialEffect.WakeAfter(delay));
        }
        return drain();
    }

    /** The peer has become one that is not let wait: its next dial, if it waits for one, begins after {@code delay}. */
    public List<RedialEffect> hasten(Duration delay) {
        if (state == State.WAITING) {
            emit(new RedialEffect.WakeAfter(delay));
        }
        return drain();
    }

    /** The peer is not to be kept any longer. */
    public List<RedialEffect> forget() {
        kept = false;
        if (state == State.WAITING) {
            become(State.IDLE);
        }
        return drain();
    }

    /** The time of the last {@link RedialEffect.WakeAfter} is over. */
    public List<RedialEffect> due() {
        if (state == State.WAITING) {
            become(State.DIALING);
            emit(new RedialEffect.Dial());
        }
        return drain();
    }

    /** A dial of the peer has ended without an admitted connection; {@code outage} if no link came up. */
    public List<RedialEffect> dialOver(boolean outage) {
        if (state != State.CONNECTED) {
            if (kept) {
                long wait = backOff(outage);
                emit(new RedialEffect.ReportFailure(backoff().failures(), wait));
            } else {
                become(State.IDLE);
            }
        }
        return drain();
    }

    /** A connection of the peer is admitted. */
    public List<RedialEffect> connected(long nowNanos) {
        become(State.CONNECTED);
        connectedAt = nowNanos;
        return drain();
    }

    /** The admitted connection has ended. */
    public List<RedialEffect> lost(long nowNanos) {
        if (state == State.CONNECTED) {
            if (kept) {
                boolean held = nowNanos - connectedAt >= STABLE.toNanos();
                if (backoff != null && held) {
                    backoff.succeeded();
                }
                backOff(held);
            } else {
                become(State.IDLE);
            }
        }
        return drain();
    }

    /** Whether the peer is to be kept. */
    boolean isKept() {
        return kept;
    }

    /** Whether it waits for {@link #due}. */
    boolean isWaiting() {
        return state == State.WAITING;
    }

    State state() {
        return state;
    }

    private long backOff(boolean outage) {
        become(State.WAITING);
        long wait = backoff().failed(outage ? longestNanos.getAsLong() : Long.MAX_VALUE);
        emit(new RedialEffect.WakeAfter(Duration.ofNanos(wait)));
        return wait;
    }

    private DialBackoff backoff() {
        if (backoff == null) {
            backoff = backoffs.get();
        }
        return backoff;
    }

    /** The only way from one state to another. */
    private void become(State next) {
        if (state == State.WAITING && (next == State.IDLE || next == State.CONNECTED)) {
            emit(new RedialEffect.CancelWake());
        }
        state = next;
    }

    private void emit(RedialEffect effect) {
        if (effects.isEmpty()) {
            effects = new ArrayList<>(2);
        }
        effects.add(effect);
    }

    private List<RedialEffect> drain() {
        List<RedialEffect> drained = effects;
        effects = List.of();
        return drained;
    }
}
