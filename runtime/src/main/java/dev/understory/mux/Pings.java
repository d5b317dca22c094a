package dev.understory.mux;

import org.jspecify.annotations.Nullable;

/**
 * The pings we send: one when nothing else was sent for an interval, because the peer lives on what it hears from us
 * (wire.md, section 3.8), and one whenever {@link DeliveryWindow} wants to know what has arrived. Whatever we write is whole
 * packets, a pong as good as any, and each of them keeps the peer content.
 *
 * <p>Of two ends that have nothing to say, one is enough to ask, since the other answers. That is the end that dialled: the
 * interval of the other is a sixteenth longer, so that it hears the next ping before, and its pong begins the interval anew.
 * Where both have pinged, the pings cross, and would for ever if both counted from their pongs; so the end that dialled
 * counts from its ping until that is answered.
 *
 * <p>A pong names no ping. Some peers answer each ping, some answer several that came together with one pong; both are
 * honest. So at first only one ping is under way at a time, and a pong answers all there are. A peer that has sent as many
 * pongs as it got pings, two of them at once among these, answers each: from then on several may be under way, and a pong
 * answers the oldest. That never says too much: who has sent so many pongs has read at least as many pings. A peer that
 * lets a whole interval pass is asked once more, and is not taken to answer each until the numbers are equal again: it may
 * have answered several at once after all, and would owe the rest for ever.
 *
 * <p>Pongs that were sent together may be read one by one, and we may write the next ping between two of them. So after a
 * pong that answered several, one that comes within half a round trip of the next ping is still theirs. Taken for the
 * answer to that ping it would tell a round trip of next to nothing, and every later pong would be taken for the wrong one.
 */
public final class Pings {
    /** No round trip could be measured. */
    public static final long UNKNOWN = -1;

    /** Pings under way to a peer that answers each; what the interval wants goes out even then. */
    static final int MOST_UNDER_WAY = 8;

    /** A peer that answers several pings with one pong owes the others for ever; more than these are not waited for. */
    private static final int MOST_LATE = 1000;

    /** By this part of the interval the end that waits for the other's pings waits longer. */
    private static final int PATIENCE = 16;

    /** What a pong is to us. */
    public enum Pong {
        /** It answers a ping under way, or all of them. */
        ANSWER,
        /** One of several pings under way was answered before it: the peer owes it, and it tells nothing. */
        LATE,
        /** It answers nothing. */
        UNREQUESTED
    }

    private final long silenceNanos;
    private final boolean waits;
    private long nextDue;
    /** When the last ping should have been answered, whatever else we sent. */
    private long askAgainAt;

    private int unanswered;
    /** Pongs that may still come for pings that count as answered: a peer answers several with one pong or with several. */
    private int late;
    /** The next pong may be a late one. It is if it comes too soon after the ping; else it tells no round trip. */
    private boolean doubtful;

    /** Two pings were sent at once already. */
    private boolean pairSent;

    private long firstWrittenAt;
    private long lastWrittenAt;
    private long firstPosition;
    private long position;
    private long roundTrip = UNKNOWN;
    /** The last round trip that was told, or 0. */
    private long lastTold;
    /** While the peer answers each: when each ping under way was written, and after how many bytes. */
    private @Nullable Train train;

    /**
     * The first ping is due at once.
     *
     * @param waits whether the other end goes first
     */
    public Pings(long intervalNanos, boolean waits, long now) {
        this.waits = waits;
        this.silenceNanos = waits ? intervalNanos + intervalNanos / PATIENCE : intervalNanos;
        this.nextDue = now;
    }

    /** Whether a ping is due, for {@link #nextDueNanos} is over. */
    public boolean isDue(boolean held, long now) {
        return now - nextDueNanos(held) >= 0;
    }

    /**
     * When a ping is due unless something is sent before. If messages are held until the answer comes, or answers to several
     * pings are under way, one is due after an interval without an answer too, whatever is sent.
     */
    public long nextDueNanos(boolean held) {
        boolean waitsForAnswer = unanswered > 0 && (held || train != null);
        return waitsForAnswer ? Math.min(nextDue, askAgainAt) : nextDue;
    }

    /** A packet of a message was written. */
    public void messageWritten(long now) {
        nextDue = now + silenceNanos;
    }

    /** An answer to a ping of the peer was written. */
    public void pongWritten(long now) {
        if (waits || unanswered == 0) {
            nextDue = now + silenceNanos;
        }
    }

    /** A ping was asked for: if that cannot be written, another is worth nothing before this is over. */
    public void putOff(long now) {
        nextDue = now + silenceNanos;
        askAgainAt = nextDue;
    }

    /** Whether a written ping has no answer yet. */
    public boolean isUnanswered() {
        return unanswered > 0;
    }

    /** Whether another ping would tell something: its answer could be told from those to the pings before it. */
    public boolean mayAsk() {
        return unanswered < (train == null ? 1 : MOST_UNDER_WAY);
    }

    /** Whether a ping that was just written should be followed by another at once, to learn whether each is answered; once. */
    public boolean wantsSecond() {
        boolean wanted = !pairSent && unanswered == 1;
        pairSent |= wanted;
        return wanted;
    }

    /** How long the oldest unanswered ping has been under way; 0 if there is none. */
    public long waitingNanos(long now) {
        return unanswered > 0 ? now - firstWrittenAt : 0;
    }

    /** Whether no answer has come for so long that the peer may think it has answered all. */
    boolean isOverdue(long now) {
        return waitingNanos(now) >= silenceNanos;
    }

    /** A ping was written after {@code bytesBefore} bytes of the stream. */
    public void written(long now, long bytesBefore) {
        if (train != null && (isOverdue(now) || unanswered == MOST_UNDER_WAY)) {
            train = null;
        }
        if (unanswered == 0) {
            firstWrittenAt = now;
            firstPosition = bytesBefore;
        }
        if (train != null) {
            train.add(now, bytesBefore);
        }
        lastWrittenAt = now;
        unanswered++;
        putOff(now);
    }

    /** A pong came. */
    public Pong answered(long now) {
        if (unanswered == 0) {
            return late == 0 ? Pong.UNREQUESTED : late();
        }
        if (doubtful && now - firstWrittenAt < lastTold / 2) {
            return late();
        }
        position = firstPosition;
        boolean told = train != null || !doubtful && firstWrittenAt == lastWrittenAt;
        roundTrip = told ? now - firstWrittenAt : UNKNOWN;
        lastTold = told ? roundTrip : lastTold;
        if (train != null) {
            answerOldest(train);
        } else {
            doubtful = unanswered > 1;
            late = Math.min(late + unanswered - 1, MOST_LATE);
            unanswered = 0;
        }
        return Pong.ANSWER;
    }

    private Pong late() {
        late--;
        doubtful &= late > 0;
        if (late == 0 && unanswered < 2) {
            train = new Train();
            if (unanswered > 0) {
                train.add(firstWrittenAt, firstPosition);
            }
        }
        return Pong.LATE;
    }

    private void answerOldest(Train under) {
        unanswered--;
        under.removeOldest();
        if (unanswered > 0) {
            firstWrittenAt = under.oldestWrittenAt();
            firstPosition = under.oldestPosition();
        }
    }

    /**
     * Time from writing the last answered ping to its pong, or {@link #UNKNOWN} if the pong may have answered another that
     * was written at another time.
     */
    public long roundTripNanos() {
        return roundTrip;
    }

    /** The bytes of the stream that had arrived when the last answered ping was answered: those before it. */
    public long position() {
        return position;
    }

    /** The pings under way, oldest first; there only for connections that carried bulk. */
    private static final class Train {
        private final long[] writtenAt = new long[MOST_UNDER_WAY];
        private final long[] positions = new long[MOST_UNDER_WAY];
        private int first;
        private int size;

        void add(long now, long position) {
            int at = (first + size) % MOST_UNDER_WAY;
            writtenAt[at] = now;
            positions[at] = position;
            size++;
        }

        void removeOldest() {
            first = (first + 1) % MOST_UNDER_WAY;
            size--;
        }

        long oldestWrittenAt() {
            return writtenAt[first];
        }

        long oldestPosition() {
            return positions[first];
        }
    }
}
