package dev.understory.limits;

/**
 * Bytes at a rate, and some at once after a pause. It does not say whether there are enough but from when on a piece may
 * go: pieces are let go in the order in which they were asked for, so that nobody who shares the bucket is passed over, and
 * a piece larger than the burst goes too, and is paid for afterwards. Safe for any thread. Integer arithmetic, so that it
 * does not drift (the generic cell rate algorithm of ITU-T I.371 for pieces of any size).
 */
public final class ByteBucket {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long LONG_AGO = Long.MIN_VALUE / 2;

    private final long perSecond;
    private final long aheadNanos;
    /** When everything that went is paid for, and what that rounds off, in billionths of a byte. */
    private long next = LONG_AGO;

    private long rest;

    /** A full bucket. */
    public ByteBucket(RateLimit limit) {
        this(limit, 1);
    }

    /** So many times that limit. */
    ByteBucket(RateLimit limit, int times) {
        if (limit.perSecond() < 1 || limit.burst() < 1) {
            throw new IllegalArgumentException("rate and burst are positive, not " + limit);
        }
        this.perSecond = Math.min(RateLimit.MOST, times * limit.perSecond());
        this.aheadNanos = Math.multiplyExact(limit.burst(), NANOS_PER_SECOND) / limit.perSecond();
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
