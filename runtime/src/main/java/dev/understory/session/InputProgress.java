package dev.understory.session;

import dev.understory.limits.InputLimits;
import dev.understory.limits.PeerMemory;
import dev.understory.mux.Patience;
import dev.understory.mux.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that whatever a peer begins goes on: a frame or record; messages as a whole, as long as any is unfinished; and
 * each unfinished message, which may go on by an eighth of the least rate and stand still for six times as long, because
 * other topics go first. What is borrowed has to be earned beyond that ({@link LoanPace}).
 *
 * <p>Only time counts in which we read: not that in which reading was suspended, nor a pause of this process. A gap between
 * two calls that is longer than any deadline of a session means that nobody was there to make them.
 */
final class InputProgress {
    private static final int TOPICS = Topic.values().length;
    /** By this each message may go on more slowly than the rate, and stand still for so many graces. */
    static final int TOPICS_AT_ONCE = 8;

    static final int GRACES = 6;

    private final SessionInbound in;
    private final InputLimits limits;
    private final LoanPace loan;
    private final long longestGap;
    private boolean reading = true;
    private long lastCall;
    /** Time that counts. */
    private long time;

    private @Nullable Patience piece;
    private long pieceNumber;
    private @Nullable Patience any;
    private @Nullable Patience @Nullable [] messages;

    InputProgress(SessionInbound in, PeerMemory memory, InputLimits limits, long pingIntervalNanos, long now) {
        this.in = in;
        this.limits = limits;
        this.loan = new LoanPace(in, memory);
        this.longestGap = 2 * pingIntervalNanos;
        this.lastCall = now;
    }

    /** The owner reads, or does not, from now on. */
    void reading(boolean reads, long now) {
        pass(now);
        reading = reads;
    }

    /** Looks at what has come. Returns what has stood still for too long. */
    @Nullable
    SessionFailure look(long now) {
        pass(now);
        boolean unfinished = in.unfinished() != 0;
        lookAtPiece();
        if (unfinished || any != null && any.isRunning()) {
            lookAtMessages(unfinished);
        }
        if (piece != null && piece.deadline() <= time) {
            return stalled("a frame or record was begun and does not go on");
        }
        if (any != null && any.deadline() <= time) {
            return stalled("messages were begun and none goes on");
        }
        for (int i = 0; messages != null && unfinished && i < TOPICS; i++) {
            Patience message = messages[i];
            if (message != null && message.deadline() <= time) {
                return stalled("a message on " + Topic.ofId(i) + " was begun and does not go on");
            }
        }
        return loan.look(time);
    }

    /** When to look again, if nothing comes before. */
    long nextDeadlineNanos() {
        long next = Math.min(piece == null ? Long.MAX_VALUE : piece.deadline(), loan.deadline());
        if (any != null && any.isRunning()) {
            next = Math.min(next, any.deadline());
            for (int i = 0; messages != null && i < TOPICS; i++) {
                Patience message = messages[i];
                next = message == null ? next : Math.min(next, message.deadline());
            }
        }
        return next == Long.MAX_VALUE || !reading ? Session.NO_DEADLINE : lastCall + Math.max(0, next - time);
    }

    private void pass(long now) {
        if (reading) {
            time += Math.clamp(now - lastCall, 0, longestGap);
        }
        lastCall = now;
    }

    private void lookAtPiece() {
        long number = in.pieceNumber();
        if (number == SessionInbound.NO_PIECE) {
            if (piece != null) {
                piece.end();
            }
            return;
        }
        if (piece == null) {
            piece = new Patience(limits.leastRate(), limits.grace().toNanos());
        }
        if (!piece.isRunning() || number != pieceNumber) {
            pieceNumber = number;
            piece.begin(in.pieceSize(), time);
        } else {
            piece.reach(in.pieceSize(), time);
        }
    }

    private void lookAtMessages(boolean unfinished) {
        if (any == null) {
            any = new Patience(limits.leastRate(), limits.grace().toNanos());
            messages = new Patience[TOPICS];
        }
        if (!unfinished) {
            any.end();
        } else if (any.isRunning()) {
            any.reach(in.carried(), time);
        } else {
            any.begin(in.carried(), time);
        }
        for (int i = 0; messages != null && i < TOPICS; i++) {
            messages[i] = lookAt(messages[i], in.sizeOf(i));
        }
    }

    private @Nullable Patience lookAt(@Nullable Patience message, long size) {
        if (size == 0) {
            if (message != null) {
                message.end();
            }
            return message;
        }
        Patience patience = message != null
                ? message
                : new Patience(
                        Math.max(1, limits.leastRate() / TOPICS_AT_ONCE),
                        GRACES * limits.grace().toNanos());
        if (!patience.isRunning() || size < patience.size()) {
            patience.begin(size, time);
        } else {
            patience.reach(size, time);
        }
        return patience;
    }

    private static SessionFailure stalled(String detail) {
        return new SessionFailure(CloseReason.INPUT_STALLED, detail);
    }
}
