package dev.understory.discovery;

import dev.understory.admission.IdlePeers;
import dev.understory.crypto.RandomStream;
import dev.understory.identity.PublicKey;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * When a peer that we dialled and that only stays makes room for another. Sans IO.
 *
 * <pre>
 *   state      what happens                                         then
 *   RESTING    the pause is over, and all places are taken          ASKING   who is idle is asked for
 *   ASKING     nobody is, or nobody else is known                   RESTING
 *   ASKING     somebody is, and the place for seeds is taken        RESTING  he goes
 *   ASKING     somebody is, and the book has another                TRYING   the other is dialled to see whether he is there
 *   TRYING     the other is there                                   RESTING  the idle one goes, and the other is dialled
 *   TRYING     the other is not                                     TRYING with the next one, {@link #MOST_TRIALS} at most, or RESTING
 * </pre>
 *
 * <p>The pause is the rotation interval. As long as nobody at all has done work that was of use, not even those who have dialled us, the
 * node has perhaps only such peers as want it to hear nothing: then the pause is {@link #HASTE} and one place is kept for asking seeds,
 * {@link #MOST_IN_HASTE} times in a row at most, for it may also be that there is nothing to hear, or an application that never says
 * what is of use.
 */
final class Rotation {
    /** The pause while nothing of use is heard. */
    static final Duration HASTE = Duration.ofSeconds(10);

    /** Rotations in a row with that pause. */
    static final int MOST_IN_HASTE = 120;

    /** Whom a rotation tries before it is given up. */
    static final int MOST_TRIALS = 4;

    /** Peers of use have done work within so many rotation intervals. */
    static final int IDLE_INTERVALS = 5;

    /** Who was let go of is not tried again for so many rotation intervals. */
    static final int PASSED_OVER = 15;

    /** How long a peer has been there at least that is let go of in haste. */
    static final Duration LEAST_STAY = Duration.ofSeconds(30);

    private enum State {
        /** Until it is time. */
        RESTING,
        /** The peer set is to say who is idle. */
        ASKING,
        /** Somebody is dialled who could take the place. */
        TRYING
    }

    private final Duration interval;
    private final DialPolicy policy;
    private final RandomStream random;
    private final Consumer<DiscoveryEffect> effects;
    private final Consumer<DialPolicy.Choice> dial;
    private State state = State.RESTING;
    private long nextAt;
    private boolean hearing;
    private int inHaste;
    private int trials;
    private @Nullable PublicKey leaving;

    /**
     * Rotates at that interval, or never if it is zero.
     *
     * @param dial begins a trial
     */
    Rotation(
            Duration interval,
            DialPolicy policy,
            RandomStream random,
            Consumer<DiscoveryEffect> effects,
            Consumer<DialPolicy.Choice> dial,
            long nowNanos) {
        this.interval = interval;
        this.policy = policy;
        this.random = random;
        this.effects = effects;
        this.dial = dial;
        rest(nowNanos);
    }

    /** When {@link #wake} has to be called at the latest. */
    long nextAt() {
        return state == State.RESTING && !interval.isZero() ? nextAt : Long.MAX_VALUE;
    }

    /** It may be time. */
    void wake(long nowNanos) {
        if (nextAt() == Long.MAX_VALUE || nowNanos - nextAt < 0) {
            return;
        }
        state = State.ASKING;
        effects.accept(new DiscoveryEffect.AskForIdle(stay(), interval.multipliedBy(IDLE_INTERVALS)));
    }

    private Duration stay() {
        return isInHaste() || interval.compareTo(LEAST_STAY) < 0 ? LEAST_STAY : interval;
    }

    /** Whether nothing of use is heard, and others are tried one soon after the other. */
    private boolean isInHaste() {
        return !hearing && inHaste < MOST_IN_HASTE;
    }

    /** Those have only stayed. */
    void idle(IdlePeers idle, long nowNanos) {
        if (idle.working() != hearing) {
            hearing = idle.working();
            inHaste = 0;
            effects.accept(new DiscoveryEffect.Emit(new DiscoveryEvent.Hearing(hearing)));
        }
        if (state != State.ASKING) {
            return;
        }
        policy.asksSeeds(isInHaste());
        if (!policy.isFull() || idle.peers().isEmpty()) {
            rest(nowNanos);
            return;
        }
        state = State.TRYING;
        leaving = idle.peers().getFirst();
        trials = 0;
        if (policy.lacksPlaceForSeeds()) {
            letGo(leaving, nowNanos);
            rest(nowNanos);
        } else {
            tryOne(nowNanos);
        }
    }

    private void tryOne(long nowNanos) {
        DialPolicy.Choice next = trials++ < MOST_TRIALS ? policy.trial(nowNanos) : null;
        if (next != null) {
            dial.accept(next);
        } else {
            rest(nowNanos);
        }
    }

    /** A trial is over. */
    void tried(DialPolicy.Choice choice, DialVerdict verdict, long nowNanos) {
        if (state != State.TRYING) {
            return;
        }
        if (verdict == DialVerdict.REACHED) {
            replace(choice.asPeer(), nowNanos);
        } else {
            tryOne(nowNanos);
        }
    }

    private void replace(DialPolicy.Choice by, long nowNanos) {
        PublicKey gone = leaving;
        if (gone != null && policy.isFull()) {
            policy.promise(by);
            letGo(gone, nowNanos);
        }
        rest(nowNanos);
    }

    private void letGo(PublicKey peer, long nowNanos) {
        policy.passOver(peer, interval.multipliedBy(PASSED_OVER), nowNanos);
        effects.accept(new DiscoveryEffect.LetGo(peer));
        effects.accept(new DiscoveryEffect.Emit(new DiscoveryEvent.Rotated(peer)));
    }

    private void rest(long nowNanos) {
        boolean haste = isInHaste() && interval.compareTo(HASTE) > 0;
        inHaste += haste ? 1 : 0;
        long pause = (haste ? HASTE : interval).toNanos();
        nextAt = nowNanos + (long) (pause * (0.5 + random.nextDouble()));
        state = State.RESTING;
        leaving = null;
    }
}
