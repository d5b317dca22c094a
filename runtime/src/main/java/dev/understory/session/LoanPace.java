package dev.understory.session;

import dev.understory.limits.MemoryPool;
import dev.understory.limits.PeerMemory;
import dev.understory.mux.Patience;
import dev.understory.mux.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that memory which a peer borrows is earned, also while nobody else needs it: as long as a peer holds more than
 * its share, its unfinished messages together have to grow at the calm rate, and each that is large by an eighth of that with
 * six times the grace, because other topics go first. So a loan lasts no longer than its messages take at that pace, and a
 * large message that stands still is not kept by small ones beside it.
 *
 * <p>Only time counts in which we read, as for everything that a peer has begun. To stand still is no offence: a rate at the
 * other end or a thin line that many share does the same. Whoever does so while others need the memory has offended (SessionPace).
 */
final class LoanPace {
    private static final int TOPICS = Topic.values().length;

    /** Messages below this part of the share hold no loan to speak of. */
    private static final int LARGE = 8;

    private final SessionInbound in;
    private final PeerMemory memory;
    private @Nullable Patience all;
    private @Nullable Patience @Nullable [] large;

    LoanPace(SessionInbound in, PeerMemory memory) {
        this.in = in;
        this.memory = memory;
    }

    /** Looks at what has come by then, by the time that counts. Returns why the loan is called in. */
    @Nullable
    SessionFailure look(long time) {
        if (!memory.isBorrowing()) {
            all = null;
            large = null;
            return null;
        }
        goOn(time);
        if (deadline() > time) {
            return null;
        }
        return new SessionFailure(CloseReason.MEMORY_RECLAIMED, "messages grow too slowly for the memory they borrow");
    }

    /** By when more has to have come, in the time that counts; {@link Long#MAX_VALUE} if nothing is borrowed. */
    long deadline() {
        long first = all == null ? Long.MAX_VALUE : all.deadline();
        for (int i = 0; large != null && i < TOPICS; i++) {
            Patience message = large[i];
            first = message == null ? first : Math.min(first, message.deadline());
        }
        return first;
    }

    private void goOn(long time) {
        MemoryPool.Settings terms = memory.terms();
        if (all == null || large == null) {
            all = new Patience(terms.calmRate(), terms.calmGrace().toNanos());
            large = new Patience[TOPICS];
            all.begin(in.grown(), time);
        }
        all.reach(in.grown(), time);
        for (int i = 0; i < TOPICS; i++) {
            large[i] = goOn(large[i], in.sizeOf(i), terms, time);
        }
    }

    private static @Nullable Patience goOn(
            @Nullable Patience message, long size, MemoryPool.Settings terms, long time) {
        if (size < terms.share() / LARGE) {
            return null;
        }
        if (message != null && size >= message.size()) {
            message.reach(size, time);
            return message;
        }
        Patience begun = new Patience(
                Math.max(1, terms.calmRate() / InputProgress.TOPICS_AT_ONCE),
                InputProgress.GRACES * terms.calmGrace().toNanos());
        begun.begin(size, time);
        return begun;
    }
}
