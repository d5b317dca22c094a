package dev.understory.peerbook;

import dev.understory.crypto.RandomStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Buckets of {@value #PLACES} places each, a place for one entry. To draw one, a bucket that is not empty is drawn first, so
 * that whoever fills one has no more of the draws than whoever has one entry in one. A bucket holds no more than it needs: a
 * bit for each place, and the entries of those that are taken.
 */
final class BookTable {
    /** Places of a bucket. */
    static final int PLACES = 32;

    private static final BookEntry[] NOBODY = new BookEntry[0];

    private final BookEntry[][] entries;
    private final int[] taken;
    /** The buckets that are not empty, in no order, and where each bucket stands among them. */
    private final short[] inUse;

    private final short[] indexOf;
    private int bucketsInUse;
    private int size;

    BookTable(int buckets) {
        entries = new BookEntry[buckets][];
        Arrays.fill(entries, NOBODY);
        taken = new int[buckets];
        inUse = new short[buckets];
        indexOf = new short[buckets];
    }

    /** Places of all buckets together. */
    int places() {
        return entries.length * PLACES;
    }

    /** Places that are taken. */
    int size() {
        return size;
    }

    /** Buckets that are not empty. */
    int bucketsInUse() {
        return bucketsInUse;
    }

    @Nullable
    BookEntry at(int place) {
        int bucket = place / PLACES;
        int bit = 1 << place % PLACES;
        return (taken[bucket] & bit) == 0 ? null : entries[bucket][rank(bucket, bit)];
    }

    /** Puts an entry into a free place. */
    void put(int place, BookEntry entry) {
        int bucket = place / PLACES;
        int bit = 1 << place % PLACES;
        BookEntry[] before = entries[bucket];
        if ((taken[bucket] & bit) != 0) {
            throw new IllegalStateException("the place " + place + " is taken");
        }
        int rank = rank(bucket, bit);
        BookEntry[] after = new BookEntry[before.length + 1];
        System.arraycopy(before, 0, after, 0, rank);
        after[rank] = entry;
        System.arraycopy(before, rank, after, rank + 1, before.length - rank);
        entries[bucket] = after;
        taken[bucket] |= bit;
        size++;
        if (before.length == 0) {
            inUse[bucketsInUse] = (short) bucket;
            indexOf[bucket] = (short) bucketsInUse++;
        }
    }

    /** Makes a taken place free. */
    void clear(int place) {
        int bucket = place / PLACES;
        int bit = 1 << place % PLACES;
        BookEntry[] before = entries[bucket];
        int rank = rank(bucket, bit);
        BookEntry[] after = before.length == 1 ? NOBODY : Arrays.copyOf(before, before.length - 1);
        System.arraycopy(before, rank + 1, after, rank, before.length - 1 - rank);
        entries[bucket] = after;
        taken[bucket] &= ~bit;
        size--;
        if (after.length == 0) {
            short last = inUse[--bucketsInUse];
            inUse[indexOf[bucket]] = last;
            indexOf[last] = indexOf[bucket];
        }
    }

    /** An entry by chance; there is one. */
    BookEntry draw(RandomStream random) {
        BookEntry[] bucket = entries[inUse[random.nextInt(bucketsInUse)]];
        return bucket[random.nextInt(bucket.length)];
    }

    private int rank(int bucket, int bit) {
        return Integer.bitCount(taken[bucket] & bit - 1);
    }
}
