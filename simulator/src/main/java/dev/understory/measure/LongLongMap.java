package dev.understory.measure;

/**
 * A map from longs to longs in one array, a value beside its key; absent keys have the value 0. Its order depends on its
 * keys alone. The key 0 marks a free place and is kept apart.
 */
final class LongLongMap {
    /** Where nothing was put yet; never written to. */
    private static final long[] NOTHING = new long[2];

    private static final int FIRST = 16;

    private long[] table = NOTHING;
    private int size;
    private boolean hasZero;
    private long zero;

    /** What is done with each entry. */
    @FunctionalInterface
    interface Visitor {
        void entry(long key, long value);
    }

    long get(long key) {
        if (key == 0) {
            return zero;
        }
        int place = place(key);
        return table[place] == key ? table[place + 1] : 0;
    }

    void put(long key, long value) {
        if (key == 0) {
            size += hasZero ? 0 : 1;
            hasZero = true;
            zero = value;
            return;
        }
        int place = place(key);
        if (table[place] == 0) {
            if (++size * 4 > table.length) {
                grow();
                place = place(key);
            }
            table[place] = key;
        }
        table[place + 1] = value;
    }

    int size() {
        return size;
    }

    void forEach(Visitor visitor) {
        if (hasZero) {
            visitor.entry(0, zero);
        }
        for (int i = 0; i < table.length; i += 2) {
            if (table[i] != 0) {
                visitor.entry(table[i], table[i + 1]);
            }
        }
    }

    /** Where the key is, or the free place that it would take. */
    private int place(long key) {
        int mask = table.length - 2;
        int at = (int) (key * 0x9E37_79B9_7F4A_7C15L >>> 31) & mask;
        while (table[at] != 0 && table[at] != key) {
            at = at + 2 & mask;
        }
        return at;
    }

    private void grow() {
        long[] old = table;
        table = new long[Math.max(FIRST, old.length * 2)];
        for (int i = 0; i < old.length; i += 2) {
            if (old[i] != 0) {
                int place = place(old[i]);
                table[place] = old[i];
                table[place + 1] = old[i + 1];
            }
        }
    }
}
