package dev.understory.workload;

import org.jspecify.annotations.Nullable;

/**
 * The messages a node has seen, at most {@link #LIMIT} to {@code 2 * LIMIT} of the latest: when a generation is full, the
 * one before it is forgotten.
 */
final class SeenMessages {
    /** Messages per generation. */
    static final int LIMIT = 1 << 16;

    private LongSet current = new LongSet();
    /** None before the first generation is full. */
    private @Nullable LongSet previous;

    /** Whether the message was new. */
    boolean add(long message) {
        if (previous != null && previous.contains(message) || !current.add(message)) {
            return false;
        }
        if (current.size() == LIMIT) {
            previous = current;
            current = new LongSet();
        }
        return true;
    }

    /** Open addressing; zero marks a free place and is kept apart. */
    private static final class LongSet {
        private long[] table = new long[16];
        private int size;
        private boolean hasZero;

        boolean contains(long value) {
            return value == 0 ? hasZero : table[place(table, value)] == value;
        }

        boolean add(long value) {
            if (value == 0) {
                boolean added = !hasZero;
                hasZero = true;
                size += added ? 1 : 0;
                return added;
            }
            int place = place(table, value);
            if (table[place] == value) {
                return false;
            }
            table[place] = value;
            if (++size * 2 > table.length) {
                grow();
            }
            return true;
        }

        int size() {
            return size;
        }

        private void grow() {
            long[] larger = new long[table.length * 2];
            for (long value : table) {
                if (value != 0) {
                    larger[place(larger, value)] = value;
                }
            }
            table = larger;
        }

        private static int place(long[] table, long value) {
            int mask = table.length - 1;
            long mixed = value * 0x9E37_79B9_7F4A_7C15L;
            int at = (int) (mixed >>> 32) & mask;
            while (table[at] != 0 && table[at] != value) {
                at = at + 1 & mask;
            }
            return at;
        }
    }
}
