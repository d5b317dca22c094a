package dev.understory.network;

/** One direction of one machine's access link: bytes leave it one after the other at a fixed rate. */
final class AccessQueue {
    private static final long BITS = 8_000_000_000L;

    private final long bitsPerSecond;
    private final long limitNanos;
    private long free;

    /** A queue that holds about {@code limitBytes}; unlimited if {@code bitsPerSecond} is 0. */
    AccessQueue(long bitsPerSecond, long limitBytes) {
        this.bitsPerSecond = bitsPerSecond;
        this.limitNanos = bitsPerSecond == 0 || limitBytes >= Long.MAX_VALUE / BITS
                ? Long.MAX_VALUE
                : Math.max(1, limitBytes * BITS / bitsPerSecond);
    }

    /** How long {@code size} bytes take to pass at that rate; no time if it is 0. */
    static long nanos(long size, long bitsPerSecond) {
        return bitsPerSecond == 0 ? 0 : (size * BITS + bitsPerSecond - 1) / bitsPerSecond;
    }

    long bitsPerSecond() {
        return bitsPerSecond;
    }

    /** True if no more should be put in now. */
    boolean isFull(long now) {
        return free - now >= limitNanos;
    }

    /** How long what is put in now waits before it begins to pass. */
    long waitNanos(long now) {
        return Math.max(0, free - now);
    }

    /** When half of what the queue may hold is left. */
    long halfEmptyAt() {
        return free - limitNanos / 2;
    }

    /** Puts bytes in at {@code now}; answers when the last of them has passed. */
    long pass(long now, long size) {
        free = Math.max(now, free) + nanos(size, bitsPerSecond);
        return free;
    }

    /**
     * Bytes whose last would have passed at {@code earliest} if nothing were before them; answers when it does.
     */
    long passLast(long earliest, long size) {
        free = Math.max(earliest, free + nanos(size, bitsPerSecond));
        return free;
    }

    /** Forgets what waits: the machine is gone. */
    void reset() {
        free = 0;
    }
}
