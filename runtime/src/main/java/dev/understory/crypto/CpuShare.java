package dev.understory.crypto;

/**
 * A share of the machine's processors: what work may take of their time, and when the next piece may begin. What was spent is
 * paid back at the share; up to {@link #AHEAD_NANOS} of it may be spent at once after a pause. So in no stretch of time does the
 * work take more than the share of that time, of that second, and of the pieces that were under way. Safe for any thread.
 */
final class CpuShare {
    /** How much may be saved up, in time at the share. */
    static final long AHEAD_NANOS = 1_000_000_000L;

    /** Nanoseconds of processor time for each million nanoseconds that pass. */
    private final long perMillion;

    private long paidUntil = Long.MIN_VALUE / 2;

    /**
     * Nothing was spent.
     *
     * @param share of all processors, above 0 and up to 1
     * @param processors of the machine
     */
    CpuShare(double share, int processors) {
        if (!(share > 0) || share > 1 || processors < 1) {
            throw new IllegalArgumentException(
                    "a share of " + processors + " processors is above 0 and up to 1, not " + share);
        }
        this.perMillion = Math.max(1, Math.round(share * processors * 1_000_000));
    }

    /** How many nanoseconds of processor time it gives in a second. */
    long perSecond() {
        return perMillion * 1_000;
    }

    /** So much processor time was spent. */
    synchronized void spent(long nanos, long now) {
        long from = Math.max(paidUntil, now - AHEAD_NANOS);
        paidUntil = from + Math.multiplyExact(Math.max(0, nanos), 1_000_000L) / perMillion;
    }

    /** When the next piece may begin; a moment that is past if it may at once. */
    synchronized long nextAt() {
        return paidUntil;
    }
}
