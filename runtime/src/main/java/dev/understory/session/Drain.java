package dev.understory.session;

import dev.understory.transport.LinkEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a connection ends: what is queued is written while the grace lasts, then its link is closed or cut off, and it is over
 * once nobody can ask or be told anything more. Sans IO: its owner says what happened, looks at it with {@link #next} after
 * that, and does what it is told.
 *
 * <pre>
 *   step         input                                      next          order
 *   WRITING      looked at: the session has failed          ABORTED       ABORT_LINK
 *   WRITING      looked at: all is written, or the grace
 *                is over                                    CLOSING       CLOSE_LINK
 *   WRITING      closed again, without any grace            CLOSING       CLOSE_LINK
 *   CLOSING      the time to close is over                  ABORTED       ABORT_LINK
 *   any          the link tells its end                     LINK_CLOSED
 *   LINK_CLOSED  looked at: all streams have stopped        LINK_CLOSED   END
 * </pre>
 *
 * <p>It begins WRITING, or at LINK_CLOSED if that is why it ends. Why the connection ended is settled at the beginning: the
 * session's failure if there is one, else what the owner or the link gave as a reason. Whatever happens later is a
 * consequence and changes nothing of that.
 */
public final class Drain {
    /** How long the link may take to close in good order, beyond the grace if that is longer. */
    static final long CLOSE_NANOS = 1_000_000_000L;

    /** How far it has come. */
    enum Step {
        /** What waits is written while the grace lasts. */
        WRITING,
        /** The link was told to close and may still write what it holds. */
        CLOSING,
        /** The link was told to drop everything; there is nothing left to do but to wait for its end. */
        ABORTED,
        /** The link has told its end; the streams give what was received to their consumers. */
        LINK_CLOSED
    }

    /** What the owner has to do. */
    public enum Order {
        /** Nothing, but to come again at {@link Drain#deadlineNanos}. */
        NOTHING,
        /** Give the streams nothing more, and let the link close in good order. */
        CLOSE_LINK,
        /** Give the streams nothing more, and cut the link off. */
        ABORT_LINK,
        /** Take no message any more; it is over once those that were let in are answered. */
        END
    }

    private final CloseReason reason;
    private final String detail;
    private final long writeUntil;
    private Step step;
    private long closeUntil;

    private Drain(Step step, CloseReason reason, String detail, long writeUntil) {
        this.step = step;
        this.reason = reason;
        this.detail = detail;
        this.writeUntil = writeUntil;
    }

    /**
     * The connection is to end from this side.
     *
     * @param failure why the session has failed, or null if it has not
     * @param grace how long what is queued may still be written
     */
    public static Drain close(CloseReason reason, @Nullable SessionFailure failure, Duration grace, long nowNanos) {
        SessionFailure first = failure != null ? failure : new SessionFailure(reason, "");
        return new Drain(Step.WRITING, first.reason(), first.detail(), nowNanos + grace.toNanos());
    }

    /**
     * The link is closed, by the remote side or by what lies between.
     *
     * @param failure why the session has failed, or null if it has not
     */
    public static Drain linkClosed(LinkEvent.Closed closed, @Nullable SessionFailure failure) {
        CloseReason reason = failure != null
                ? failure.reason()
                : switch (closed.cause()) {
                    case END_OF_STREAM -> CloseReason.REMOTE_CLOSED;
                    case RESET, FAILED -> CloseReason.RESET;
                    case LOCAL -> CloseReason.LOCAL;
                };
        return new Drain(Step.LINK_CLOSED, reason, closed.detail(), Long.MAX_VALUE);
    }

    /** Somebody closes the connection again: only one who leaves it no grace at all is in a greater hurry. */
    public Order closeAgain(Duration grace, long nowNanos) {
        return step == Step.WRITING && grace.isZero() ? closeLink(nowNanos) : Order.NOTHING;
    }

    /** The link has told its end. */
    public void linkClosed() {
        become(Step.LINK_CLOSED);
    }

    /** Time has passed. */
    public Order tick(long nowNanos) {
        return step == Step.CLOSING && nowNanos >= closeUntil ? abort() : Order.NOTHING;
    }

    /**
     * Something has happened.
     *
     * @param failed whether the session has failed
     * @param unsent whether something waits to be written
     * @param streams how many streams have not stopped yet
     */
    public Order next(boolean failed, boolean unsent, int streams, long nowNanos) {
        return switch (step) {
            case WRITING -> {
                if (failed) {
                    yield abort();
                }
                yield nowNanos >= writeUntil || !unsent ? closeLink(nowNanos) : Order.NOTHING;
            }
            case CLOSING, ABORTED -> Order.NOTHING;
            case LINK_CLOSED -> streams == 0 ? Order.END : Order.NOTHING;
        };
    }

    private Order closeLink(long nowNanos) {
        closeUntil = Math.max(writeUntil, nowNanos + CLOSE_NANOS);
        become(Step.CLOSING);
        return Order.CLOSE_LINK;
    }

    private Order abort() {
        become(Step.ABORTED);
        return Order.ABORT_LINK;
    }

    /** Every transition; none leads back. */
    private void become(Step next) {
        step = next;
    }

    /**
     * Whether streams may make reading pause. Once the link is to close they may not: its end is what matters then, and who
     * does not read does not hear of it.
     */
    public boolean streamsMayPause() {
        return step == Step.WRITING;
    }

    /** When {@link #tick} and {@link #next} have something to do, or {@link Session#NO_DEADLINE}. */
    public long deadlineNanos() {
        return switch (step) {
            case WRITING -> writeUntil;
            case CLOSING -> closeUntil;
            case ABORTED, LINK_CLOSED -> Session.NO_DEADLINE;
        };
    }

    /** Whether the link has told its end: nothing is to be written, and nothing to be waited for but messages. */
    public boolean isLinkClosed() {
        return step == Step.LINK_CLOSED;
    }

    /** Why the connection ended. */
    public CloseReason reason() {
        return reason;
    }

    /** The same for people; may be empty. */
    public String detail() {
        return detail;
    }
}
