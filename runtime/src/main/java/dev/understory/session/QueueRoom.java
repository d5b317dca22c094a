package dev.understory.session;

import dev.understory.limits.PeerMemory;
import dev.understory.mux.Patience;
import dev.understory.mux.Topic;
import org.jspecify.annotations.Nullable;

/**
 * How much may wait to be sent to a peer beyond the message that is being sent on each topic: what its unfinished messages
 * leave of its share of memory, a reserve in any case, half of which is CONSENSUS's alone, and as much as reaches it in a few
 * seconds. Pongs tell that, and not the link: the system's buffers take megabytes for a peer that reads nothing. So such a peer
 * has no more waiting than its share, while one that reads has room for as much as it can take.
 *
 * <p>What waits beyond the reserve, and is not kept back by a rate of our own, has to be taken at {@link #LEAST_TAKEN}, else
 * the peer has stopped reading. That is so little because what a peer takes may be all that our own line has for it.
 *
 * <p>A pong names no ping. Who sends some that were not asked for may have had the others answered by chance as well, while
 * he reads nothing; so for {@link #DOUBT_NANOS} what reaches him makes room for no more than a second reserve.
 */
final class QueueRoom {
    /** So much may wait for a peer as reaches it in this time, about. */
    static final int SECONDS = 4;

    /** Bytes a second: what a line of 1 Mbit/s has for each of a hundred peers. */
    static final int LEAST_TAKEN = 1024;

    /** So long a pong that was not asked for is remembered. */
    static final long DOUBT_NANOS = 60_000_000_000L;

    private static final long WINDOW_NANOS = 1_000_000_000L;

    private final PeerMemory memory;
    private final long reserve;
    private final long graceNanos;
    /** There while more than the reserve waits. */
    private @Nullable Patience pace;

    private long windowBegan;
    private long reachedInLast;
    private long reachedInThis;
    /** What has reached the peer of all that was sent. */
    private long reached;

    /** Until then pongs are not believed in full. */
    private long doubtfulUntil = Long.MIN_VALUE;

    private boolean doubtful;

    /** What the link has taken of what waited. */
    private long taken;

    /** @param graceNanos how long what waits beyond the reserve may stand still */
    QueueRoom(PeerMemory memory, long reserve, long graceNanos, long now) {
        this.memory = memory;
        this.reserve = reserve;
        this.graceNanos = graceNanos;
        this.windowBegan = now;
    }

    /** Bytes that may wait now, on all topics, once a message of that one has joined them: votes find room behind any bulk. */
    long bytes(Topic topic) {
        long left = Math.max(0, memory.terms().share() - memory.used());
        long own = topic == Topic.CONSENSUS ? reserve : reserve / 2;
        long earned = SECONDS * Math.max(reachedInLast, reachedInThis);
        return own + left + (doubtful ? Math.min(reserve, earned) : earned);
    }

    /** The link has taken so much of what waited. */
    void took(long bytes) {
        taken += bytes;
    }

    /** The peer has answered: what was sent before that position of the stream has reached it. */
    void reached(long position, long now) {
        pass(now);
        reachedInThis += Math.max(0, position - reached);
        reached = Math.max(reached, position);
    }

    /** A pong came that answers nothing. */
    void unrequested(long now) {
        doubtful = true;
        doubtfulUntil = now + DOUBT_NANOS;
    }

    /** Time has passed, and so much waits that no rate of ours keeps back. */
    void tick(long waiting, long now) {
        pass(now);
        doubtful &= now < doubtfulUntil;
        if (waiting <= reserve) {
            pace = null;
        } else if (pace != null) {
            pace.reach(taken, now);
        } else {
            pace = new Patience(LEAST_TAKEN, graceNanos);
            pace.begin(taken, now);
        }
    }

    /** Whether what waits is taken too slowly, as of the last tick. */
    boolean isStuck(long now) {
        return pace != null && pace.deadline() <= now;
    }

    private void pass(long now) {
        if (now - windowBegan >= WINDOW_NANOS) {
            reachedInLast = now - windowBegan < 2 * WINDOW_NANOS ? reachedInThis : 0;
            reachedInThis = 0;
            windowBegan = now;
        }
    }
}
