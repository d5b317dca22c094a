package dev.understory.limits;

/**
 * Bytes at a rate, and some at once after a pause. It does not say whether there are enough but from when on a piece may
 * go: pieces are let go in the order in which they were asked for, so that nobody who shares the bucket is passed over, and
 * a piece larger than the burst goes too, and is paid for afterwards, for so long at most as the creator says: what is owed
 * beyond that is forgotten. Safe for any thread. Integer arithmetic, so that it does not drift (the generic cell rate
 * algorithm of ITU-T I.371 for pieces of any size).
 */
public final class ByteBucket {
    /** So long somebody pays at most for what he took himself. */
    static final long LONGEST_DEBT_NANOS = 60_000_000_000L;

    /** So long at most, about, those who share a bucket of what comes in wait for what others took. */
    static final long LONGEST_SHARED_DEBT_NANOS = 4_000_000_000L;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long LONG_AGO = Long.MIN_VALUE / 2;

    private final long perSecond;
    private final long aheadNanos;
    private final long longestDebtNanos;
    /** When everything that went is paid for, and what that rounds off, in billionths of a byte. */
    private long next = LONG_AGO;

    private long rest;

    /** A full bucket of somebody's own. */
    public ByteBucket(RateLimit limit) {
        this(limit, 1, LONGEST_DEBT_NANOS);
    }

    /** So many times that limit, and how long anybody may have to pay. */
    ByteBucket(RateLimit limit, int times, long longestDebtNanos) {
        if (limit.perSecond() < 1 || limit.burst() < 1) {
            throw new IllegalArgumentException("rate and burst are positive, not " + limit);
        }
        this.perSecond = Math.min(RateLimit.MOST, times * limit.perSecond());
        this.aheadNanos = Math.multiplyExact(limit.burst(), NANOS_PER_SECOND) / limit.perSecond();
        this.longestDebtNanos = longestDebtNanos;
    }

    /** Takes a piece, of at most {@link RateLimit#MOST} bytes; returns from when on it may go, which may be past. */
    public synchronized long take(long bytes, long now) {
        long start = next;
        if (start < now - aheadNanos) {
            start = now - aheadNanos;
            rest = 0;
        }
        long cost = bytes * NANOS_PER_SECOND + rest;
        next = start + cost / perSecond;
        rest = cost % perSecond;
        if (next > now + longestDebtNanos) {
            next = now + longestDebtNanos;
            rest = 0;
        }
        return start;
    }

    /** From when on the next piece may go; long ago if none ever went. */
    public synchronized long next() {
        return next;
    }

    /** When it will be full again. */
    long fullAt(long now) {
        return Math.max(now, next() + aheadNanos);
    }
}
