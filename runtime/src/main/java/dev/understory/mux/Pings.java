package dev.understory.mux;

/**
 * The pings we send: one per interval, and one whenever {@link DeliveryWindow} wants to know what has arrived. A pong names
 * no ping, so while one ping is unanswered no other is sent, unless a whole interval passes: then the next one goes out
 * anyway, because the peer lives on what it hears from us, and the round trip cannot be told until a pong has come.
 */
public final class Pings {
    /** No round trip could be measured. */
    public static final long UNKNOWN = -1;

    /** What a pong is to us. */
    public enum Pong {
        /** It answers the ping, or all the pings, under way. */
        ANSWER,
        /** One of several pings under way was answered before it: the peer owes it, and it tells nothing. */
        LATE,
        /** It answers nothing. */
        UNREQUESTED
    }

    private final long intervalNanos;
    private long nextDue;
    private int unanswered;
    /** A peer that answers several pings with one pong owes the others for ever; more than these are not waited for. */
    private static final int MOST_LATE = 1000;

    /** Pongs that may still come for pings that count as answered: a peer answers several with one pong or with several. */
    private int late;

    private long firstWrittenAt;
    private long position;
    private long roundTrip = UNKNOWN;

    /** The first ping is due at once. */
    public Pings(long intervalNanos, long now) {
        this.intervalNanos = intervalNanos;
        this.nextDue = now;
    }

    /** Whether the interval's ping is due. */
    public boolean isDue(long now) {
        return now - nextDue >= 0;
    }

    /** When the next ping is due. */
    public long nextDueNanos() {
        return nextDue;
    }

    /** A due ping was asked for; the next is due an interval later. */
    public void scheduleNext(long now) {
        nextDue = now + intervalNanos;
    }

    /** Whether a written ping has no answer yet. */
    public boolean isUnanswered() {
        return unanswered > 0;
    }

    /** How long the oldest unanswered ping has been under way; 0 if there is none. */
    public long waitingNanos(long now) {
        return unanswered > 0 ? now - firstWrittenAt : 0;
    }

    /** A ping was written after {@code bytesBefore} bytes of the stream. */
    public void written(long now, long bytesBefore) {
        if (unanswered == 0) {
            firstWrittenAt = now;
            position = bytesBefore;
        }
        unanswered++;
        nextDue = now + intervalNanos;
    }

    /** A pong came. */
    public Pong answered(long now) {
        if (unanswered == 0) {
            if (late == 0) {
                return Pong.UNREQUESTED;
            }
            late--;
            return Pong.LATE;
        }
        roundTrip = unanswered == 1 ? now - firstWrittenAt : UNKNOWN;
        late = Math.min(late + unanswered - 1, MOST_LATE);
        unanswered = 0;
        return Pong.ANSWER;
    }

    /** Time from writing the last answered ping to its pong, or {@link #UNKNOWN} if several were under way. */
    public long roundTripNanos() {
        return roundTrip;
    }

    /** The bytes of the stream that had arrived when the last answered ping was answered: those before it. */
    public long position() {
        return position;
    }
}
