package dev.understory.dissemination;

import java.util.Arrays;

/**
 * The names of messages of the last while, so many at most: the oldest goes first. A table over a ring, both in arrays, so
 * that each costs {@link #ENTRY_BYTES} and no object. Times never go back.
 */
final class RecentIds {
    /** What one name takes while the arrays are full: a digest, a time, a link, and its part of the table. */
    static final int ENTRY_BYTES = 3 * Long.BYTES + 2 * Integer.BYTES;

    /** Arrays begin so small because most topics of most nodes carry little, and a simulation has many nodes. */
    private static final int SMALLEST = 1;

    private final int most;
    private final long keepNanos;
    private long[] highs = new long[SMALLEST];
    private long[] lows = new long[SMALLEST];
    private long[] since = new long[SMALLEST];
    /** By the place in the ring: the place of the next in the same chain plus one; zero ends it. */
    private int[] next = new int[SMALLEST];
    /** By the end of a digest: where its chain begins, as above. */
    private int[] heads = new int[SMALLEST];

    private int oldest;
    private int size;

    RecentIds(int most, long keepNanos) {
        this.most = most;
        this.keepNanos = keepNanos;
    }

    boolean contains(MessageId id, long nowNanos) {
        forgetUntil(nowNanos - keepNanos);
        for (int link = heads[bucket(id.low())]; link != 0; link = next[link - 1]) {
            if (lows[link - 1] == id.low() && highs[link - 1] == id.high()) {
                return true;
            }
        }
        return false;
    }

    /** Adds one that is not here. Returns whether another had to go for it before its time. */
    boolean add(MessageId id, long nowNanos) {
        forgetUntil(nowNanos - keepNanos);
        boolean full = size == most;
        if (full) {
            forgetOldest();
        } else if (size == lows.length) {
            grow();
        }
        int place = place(size++);
        highs[place] = id.high();
        lows[place] = id.low();
        since[place] = nowNanos;
        link(place);
        return full;
    }

    int size() {
        return size;
    }

    /** What the arrays take. */
    long bytes() {
        return (long) lows.length * ENTRY_BYTES;
    }

    private void forgetUntil(long nanos) {
        while (size > 0 && since[oldest] <= nanos) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        int bucket = bucket(lows[oldest]);
        if (heads[bucket] == oldest + 1) {
            heads[bucket] = next[oldest];
        } else {
            int before = heads[bucket] - 1;
            while (next[before] != oldest + 1) {
                before = next[before] - 1;
            }
            next[before] = next[oldest];
        }
        oldest = place(1);
        size--;
    }

    /** Called when the ring is full; the oldest is first in the new one. */
    private void grow() {
        int before = lows.length;
        highs = unrolled(highs);
        lows = unrolled(lows);
        since = unrolled(since);
        next = new int[2 * before];
        heads = new int[2 * before];
        oldest = 0;
        for (int place = 0; place < size; place++) {
            link(place);
        }
    }

    private long[] unrolled(long[] ring) {
        long[] larger = Arrays.copyOfRange(ring, oldest, oldest + 2 * ring.length);
        System.arraycopy(ring, 0, larger, ring.length - oldest, oldest);
        return larger;
    }

    private void link(int place) {
        int bucket = bucket(lows[place]);
        next[place] = heads[bucket];
        heads[bucket] = place + 1;
    }

    private int place(int fromOldest) {
        return oldest + fromOldest & lows.length - 1;
    }

    /** Digests are keyed: nobody else knows which share their last bits. */
    private int bucket(long low) {
        return (int) low & heads.length - 1;
    }
}
