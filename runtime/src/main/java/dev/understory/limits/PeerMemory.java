package dev.understory.limits;

import dev.understory.mux.ByteBudget;

/**
 * What one peer's unfinished messages, partial record and early bytes hold: its share, which it may always have, and
 * beyond that what it borrows from the {@link MemoryPool}, up to a limit of its own. Belongs to the peer's thread; the
 * fields without a modifier are the pool's, under its lock.
 */
public final class PeerMemory implements ByteBudget {
    /** What is held is told when it differs from what was told by so many bytes. */
    public static final long TOLD_STEP = 64 << 10;

    final MemoryPool.Borrower owner;
    long borrowed;
    boolean condemned;
    /** Whether it was condemned for holding memory and doing nothing with it. */
    boolean idle;
    /** Whether it was told to wait. */
    boolean waits;

    long waitsSince;

    private final MemoryPool pool;
    private final MemoryPool.Settings terms;
    private final long share;
    private final long most;
    private long used;
    /** What was told of it. */
    private long told;

    private long now;
    private boolean reads = true;

    private long firstBorrowed;
    private long lastWindow;
    private long window;
    private long grownInLast;
    private long grownInThis;
    /** Whether it is not read for another reason than that it waits. */
    private boolean unread;
    /** Since when nothing is read from it; that time does not count against it. */
    private long stillSince;

    PeerMemory(MemoryPool pool, MemoryPool.Settings terms, long most, MemoryPool.Borrower owner) {
        this.pool = pool;
        this.terms = terms;
        this.share = terms.share();
        this.most = most;
        this.owner = owner;
    }

    /** The time of the charges that follow. */
    public void at(long nowNanos) {
        now = nowNanos;
    }

    @Override
    public boolean charge(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a charge is not negative: " + bytes);
        }
        if (bytes > most - used) {
            return false;
        }
        long more = beyondShare(used + bytes) - beyondShare(used);
        if (more > 0 && !pool.borrow(this, more, now)) {
            return false;
        }
        used += bytes;
        tell();
        return true;
    }

    @Override
    public void release(long bytes) {
        if (bytes < 0 || bytes > used) {
            throw new IllegalStateException("released " + bytes + " bytes that were not charged");
        }
        long less = beyondShare(used) - beyondShare(used - bytes);
        used -= bytes;
        tell();
        if (less > 0) {
            pool.giveBack(this, less);
        }
    }

    private void tell() {
        if (Math.abs(used - told) >= TOLD_STEP || used == 0 && told != 0) {
            pool.tell(used - told);
            told = used;
        }
    }

    /**
     * The peer's messages have grown by so much since the last call. Returns whether nothing more should be read from it
     * for now; then ask again.
     */
    public boolean mustWait(long grown, long nowNanos) {
        return used > share && pool.mustWait(this, grown, nowNanos);
    }

    /** The peer is read, or not, from now on, for whatever reason. */
    public void reading(boolean is, long nowNanos) {
        reads = is;
        if (used > share) {
            pool.reading(this, is, nowNanos);
        }
    }

    /** Whether what is borrowed has to be given back. */
    public boolean isCondemned() {
        synchronized (pool) {
            return condemned;
        }
    }

    /** Whether it has to be given back because nothing was done with it. */
    public boolean isIdle() {
        synchronized (pool) {
            return condemned && idle;
        }
    }

    /** Whether it holds more than its share. */
    public boolean isBorrowing() {
        return used > share;
    }

    /** On which terms it may borrow. */
    public MemoryPool.Settings terms() {
        return terms;
    }

    /** Bytes charged. */
    public long used() {
        return used;
    }

    private long beyondShare(long bytes) {
        return Math.max(0, bytes - share);
    }

    // The pool's.

    void beginToBorrow(long nowNanos) {
        firstBorrowed = nowNanos;
        window = nowNanos;
        lastWindow = nowNanos;
        grownInLast = 0;
        grownInThis = 0;
        unread = !reads;
        stillSince = nowNanos;
    }

    void grow(long bytes, long nowNanos) {
        if (!isStill() && nowNanos - window >= MemoryPool.WINDOW_NANOS) {
            lastWindow = window;
            grownInLast = grownInThis;
            window = nowNanos;
            grownInThis = 0;
        }
        grownInThis += bytes;
    }

    void beginToWait(long nowNanos) {
        if (!waits) {
            become(true, unread, nowNanos);
            waitsSince = nowNanos;
        }
    }

    void endWait(long nowNanos) {
        become(false, unread, nowNanos);
    }

    void readOrNot(boolean is, long nowNanos) {
        become(waits, !is, nowNanos);
    }

    /** Whether nothing is read from it. */
    boolean isStill() {
        return waits || unread;
    }

    private void become(boolean waiting, boolean notRead, long nowNanos) {
        boolean before = isStill();
        waits = waiting;
        unread = notRead;
        if (!before && isStill()) {
            stillSince = nowNanos;
        } else if (before && !isStill()) {
            long missed = nowNanos - stillSince;
            firstBorrowed += missed;
            lastWindow += missed;
            window += missed;
        }
    }

    private long lastRead(long nowNanos) {
        return isStill() ? stillSince : nowNanos;
    }

    /** Bytes per second by which its messages grow while it is read. */
    long rate(long nowNanos) {
        long millis = Math.max(MemoryPool.WINDOW_NANOS, lastRead(nowNanos) - lastWindow) / 1_000_000;
        return (grownInLast + grownInThis) * 1_000 / millis;
    }

    /** How long it would take at its rate for what it has borrowed; {@code arriving} bytes count as having come. */
    double seconds(long arriving, long nowNanos) {
        return (double) borrowed / (rate(nowNanos) + arriving + 1);
    }

    boolean isSlow(long leastRate, long nowNanos) {
        return lastRead(nowNanos) - firstBorrowed >= MemoryPool.WINDOW_NANOS && rate(nowNanos) < leastRate;
    }
}
