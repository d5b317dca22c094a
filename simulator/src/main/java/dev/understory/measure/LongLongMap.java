package dev.understory.measure;

/** A map from longs to longs in two arrays; absent keys have the value 0. Its order depends on its keys alone. */
final class LongLongMap {
    private long[] keys = new long[8];
    private long[] values = new long[8];
    private boolean[] used = new boolean[8];
    private int size;

    /** What is done with each entry. */
    @FunctionalInterface
    interface Visitor {
        void entry(long key, long value);
    }

    long get(long key) {
        int place = place(key);
        return used[place] ? values[place] : 0;
    }

    void put(long key, long value) {
        int place = place(key);
        if (!used[place]) {
            if (++size * 2 > keys.length) {
                grow();
                place = place(key);
            }
            used[place] = true;
            keys[place] = key;
        }
        values[place] = value;
    }

    int size() {
        return size;
    }

    void forEach(Visitor visitor) {
        for (int i = 0; i < keys.length; i++) {
            if (used[i]) {
                visitor.entry(keys[i], values[i]);
            }
        }
    }

    private int place(long key) {
        int mask = keys.length - 1;
        int at = (int) (key * 0x9E37_79B9_7F4A_7C15L >>> 32) & mask;
        while (used[at] && keys[at] != key) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldValues = values;
        boolean[] oldUsed = used;
        keys = new long[oldKeys.length * 2];
        values = new long[oldKeys.length * 2];
        used = new boolean[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldUsed[i]) {
                int place = place(oldKeys[i]);
                used[place] = true;
                keys[place] = oldKeys[i];
                values[place] = oldValues[i];
            }
        }
    }
}
