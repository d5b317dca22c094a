package dev.understory.measure;

import java.util.Arrays;

/** A list of longs that only grows. */
final class LongLog {
    private static final long[] EMPTY = {};

    private long[] values = EMPTY;
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.max(4, size + (size >> 1)));
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    long get(int index) {
        return values[index];
    }
}
