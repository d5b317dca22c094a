package dev.understory.wire;

import java.util.ArrayDeque;

/**
 * Arrays to be used again: for what a read brings, and for records and frames of which a part has come, because with bulk
 * each read ends in the middle of one. Sizes are powers of two from {@link #SMALLEST} to {@link #LARGEST}; others come from
 * the heap and go back to it. Belongs to one thread, or is {@link #NONE}.
 */
public final class SpareArrays {
    /** The smallest array that is kept. */
    static final int SMALLEST = 4 * 1024;

    /** The largest array that is kept: room for a packet of the largest size that we send. */
    static final int LARGEST = 32 * 1024;

    /** Arrays of a size that wait to be used again, at most; more are left to the collector. */
    static final int MOST = 4;

    private static final int SIZES = Integer.numberOfTrailingZeros(LARGEST / SMALLEST) + 1;

    /** Keeps nothing. */
    public static final SpareArrays NONE = new SpareArrays(0);

    private final ArrayDeque<byte[]>[] bySize;
    private final int most;

    /** Nothing kept yet. */
    public SpareArrays() {
        this(MOST);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of generic types
    private SpareArrays(int most) {
        this.most = most;
        this.bySize = new ArrayDeque[SIZES];
        for (int i = 0; i < SIZES; i++) {
            bySize[i] = new ArrayDeque<>(most);
        }
    }

    /** The size that an array of at least {@code size} bytes should have: less than twice as much. */
    public static int sizeFor(int size) {
        return size < SMALLEST || size > LARGEST ? size : Integer.highestOneBit(size - 1) << 1;
    }

    /** An array of exactly that size, with whatever was left in it. */
    public byte[] take(int size) {
        byte[] again = isKept(size) ? bySize[index(size)].pollLast() : null;
        return again != null ? again : new byte[size];
    }

    /** Takes an array back that nobody holds any more. */
    public void give(byte[] array) {
        if (isKept(array.length) && bySize[index(array.length)].size() < most) {
            bySize[index(array.length)].addLast(array);
        }
    }

    private static boolean isKept(int size) {
        return size >= SMALLEST && size <= LARGEST && Integer.bitCount(size) == 1;
    }

    private static int index(int size) {
        return Integer.numberOfTrailingZeros(size / SMALLEST);
    }
}
