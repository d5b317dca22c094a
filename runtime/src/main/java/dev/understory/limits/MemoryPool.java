package dev.understory.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The memory that the peers of a node borrow for unfinished messages, beyond the share that each of them may always hold.
 *
 * <p>As long as there is enough, everybody gets what he asks for, and keeps it while his messages go on at the calm rate,
 * which is well below any honest link's: the connection sees to that ({@code LoanPace}). Above the high-water mark, seven eighths of the pool,
 * memory is taken back: first from those whose messages grow by less than the least rate, of them first from whoever
 * would need longest at its rate for what it holds. If all are fast enough, whoever asks reads nothing for a while, until
 * others have finished; after {@link #PATIENCE_NANOS} the worst of the others has to give back in any case. At the pool's
 * end somebody has to at once: the worst of all, which is not whoever asks as long as anybody else holds much and does
 * little with it.
 *
 * <p>Memory is taken back by closing a connection, which happens on that connection's thread. Until then its memory counts
 * as returned; what is really held exceeds the pool by that much and for that long. Any thread may call; the lock is taken
 * only by those who hold more than their share.
 */
public final class MemoryPool {
    /** How long somebody who asks may be told to wait while others make progress; shorter than Canopy's write deadline. */
    public static final long PATIENCE_NANOS = 4_000_000_000L;

    /** Rates are those of the last one to two of these; before the first is over, nobody is slow. */
    static final long WINDOW_NANOS = 1_000_000_000L;

    /**
     * How much is lent, and on which terms.
     *
     * @param lendable bytes that may be borrowed by all peers together
     * @param share bytes that each peer may hold without borrowing
     * @param leastRate bytes per second by which a borrower's messages have to grow once memory runs short
     * @param idleRate below this a borrower that has to give back has done nothing with its memory: an offence
     * @param calmRate bytes per second by which they have to grow at any time
     * @param calmGrace how long they may stand still in between
     */
    public record Settings(
            long lendable, long share, long leastRate, long idleRate, long calmRate, Duration calmGrace) {
        /** Checks that nothing is negative. */
        public Settings {
            boolean rates = leastRate > 0 && idleRate > 0 && calmRate > 0 && calmGrace.isPositive();
            if (lendable < 0 || share < 1 || !rates) {
                throw new IllegalArgumentException("what a node lends of its memory is not negative");
            }
        }
    }

    /** Somebody who may have to give memory back. */
    public interface Borrower {
        /** {@link PeerMemory#isCondemned()} has become true. Called on any thread: it only passes the word on. */
        void reclaim();
    }

    private final Settings settings;
    private final LongConsumer held;
    private final long highWater;
    /** In the order in which they began to borrow. */
    private final List<PeerMemory> borrowers = new ArrayList<>();

    private long lent;
    /** What those who have been told to give back still hold. */
    private long returning;

    /** Nothing is lent yet. */
    public MemoryPool(Settings settings) {
        this(settings, change -> {});
    }

    /**
     * Nothing is lent yet.
     *
     * @param held hears by how many bytes more or fewer peers hold now, shares included: of each peer in steps of {@link
     *     PeerMemory#TOLD_STEP}, and of the rest once it holds nothing. Called on the thread of the peer
     */
    public MemoryPool(Settings settings, LongConsumer held) {
        this.settings = settings;
        this.held = held;
        this.highWater = settings.lendable() - settings.lendable() / 8;
    }

    /** The memory of one more peer, which may hold {@code most} bytes in all. Belongs to the peer's thread. */
    public PeerMemory peer(long most, Borrower owner) {
        return new PeerMemory(this, settings, most, owner);
    }

    void tell(long change) {
        held.accept(change);
    }

    /** Bytes that are borrowed now. */
    public synchronized long lent() {
        return lent;
    }

    /** Peers that borrow; for tests. */
    synchronized int borrowers() {
        return borrowers.size();
    }

    /** Lends; says no only to one who has to give back, by this call or an earlier one. */
    synchronized boolean borrow(PeerMemory peer, long bytes, long now) {
        if (peer.condemned) {
            return false;
        }
        if (peer.borrowed == 0) {
            peer.beginToBorrow(now);
            borrowers.add(peer);
        }
        peer.borrowed += bytes;
        lent += bytes;
        while (lent - returning > settings.lendable()) {
            PeerMemory worst = worst(peer, false, now);
            if (worst == null || worst.seconds(0, now) < peer.seconds(bytes, now)) {
                condemn(peer, now);
                peer.borrowed -= bytes;
                lent -= bytes;
                returning -= bytes;
                if (peer.borrowed == 0) {
                    borrowers.remove(peer);
                }
                return false;
            }
            condemn(worst, now);
        }
        return true;
    }

    synchronized void giveBack(PeerMemory peer, long bytes) {
        peer.borrowed -= bytes;
        lent -= bytes;
        if (peer.condemned) {
            returning -= bytes;
        }
        if (peer.borrowed == 0) {
            borrowers.remove(peer);
            peer.condemned = false;
            peer.waits = false;
        }
    }

    synchronized void reading(PeerMemory peer, boolean reads, long now) {
        peer.readOrNot(reads, now);
    }

    /** A borrower's messages have grown. Returns whether it has to wait before it reads more. */
    synchronized boolean mustWait(PeerMemory peer, long grown, long now) {
        peer.grow(grown, now);
        if (peer.borrowed == 0 || peer.condemned) {
            return false;
        }
        while (isShort()) {
            PeerMemory slow = worst(peer, true, now);
            if (slow == null) {
                break;
            }
            condemn(slow, now);
        }
        if (!isShort() || !othersProceed(peer)) {
            peer.endWait(now);
            return false;
        }
        peer.beginToWait(now);
        if (now - peer.waitsSince >= PATIENCE_NANOS) {
            PeerMemory worst = worst(peer, false, now);
            if (worst != null) {
                condemn(worst, now);
            }
        }
        return true;
    }

    private boolean isShort() {
        return lent - returning > highWater;
    }

    /** Whether anybody else is still read: not all may wait for each other. */
    private boolean othersProceed(PeerMemory peer) {
        for (PeerMemory other : borrowers) {
            if (other != peer && !other.isStill() && !other.condemned) {
                return true;
            }
        }
        return false;
    }

    /** Who holds most and moves slowest, {@code except} one; of those who are slow by our doing only if need be. */
    private @Nullable PeerMemory worst(PeerMemory except, boolean onlySlow, long now) {
        PeerMemory worst = null;
        double longest = -1;
        for (PeerMemory peer : borrowers) {
            boolean spared = onlySlow && (peer.waits || !peer.isSlow(settings.leastRate(), now));
            if (peer != except && !peer.condemned && !spared) {
                double seconds = peer.seconds(0, now);
                if (seconds > longest) {
                    longest = seconds;
                    worst = peer;
                }
            }
        }
        return worst;
    }

    private void condemn(PeerMemory peer, long now) {
        peer.condemned = true;
        peer.idle = !peer.waits && peer.isSlow(settings.idleRate(), now);
        returning += peer.borrowed;
        peer.owner.reclaim();
    }
}
