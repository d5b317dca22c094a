package dev.understory.engine;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one node still has to do inside the window that is being run: a binary heap by (time, source, sequence). It is
 * filled from the {@link EventWindow}, and what the node posts to itself inside the window joins it in order. Most nodes
 * have one to five events in a window, so it stays in the nearest cache.
 */
final class NodeAgenda {
    private static final int STRIDE = 4;

    private long[] keys = new long[16 * STRIDE];
    private @Nullable Object[] references = new @Nullable Object[32];
    private int size;

    // The event taken last.
    private long time;
    private int source;
    private long sequence;
    private long data;
    private @Nullable EventTarget target;
    private @Nullable Object argument;

    boolean isEmpty() {
        return size == 0;
    }

    void add(long at, int from, long number, long value, EventTarget what, @Nullable Object with) {
        if (size * STRIDE == keys.length) {
            keys = Arrays.copyOf(keys, keys.length * 2);
            references = Arrays.copyOf(references, references.length * 2);
        }
        int child = size++;
        while (child > 0) {
            int parent = (child - 1) >> 1;
            if (!isBefore(at, from, number, parent)) {
                break;
            }
            move(parent, child);
            child = parent;
        }
        put(child, at, from, number, value, what, with);
    }

    /** Takes the earliest event; its parts are then read by the accessors. */
    void take() {
        time = keys[0];
        source = (int) keys[1];
        sequence = keys[2];
        data = keys[3];
        target = (EventTarget) references[0];
        argument = references[1];
        int last = --size;
        if (last > 0) {
            siftDown(last);
        }
        references[2 * last] = null;
        references[2 * last + 1] = null;
    }

    long time() {
        return time;
    }

    int source() {
        return source;
    }

    long sequence() {
        return sequence;
    }

    long data() {
        return data;
    }

    EventTarget target() {
        return Objects.requireNonNull(target);
    }

    @Nullable
    Object argument() {
        return argument;
    }

    /** Drops everything; after a failure. */
    void clear() {
        Arrays.fill(references, 0, 2 * size, null);
        size = 0;
    }

    /** Sinks the last entry from the root, where the hole is. */
    private void siftDown(int last) {
        long at = keys[last * STRIDE];
        int from = (int) keys[last * STRIDE + 1];
        long number = keys[last * STRIDE + 2];
        int hole = 0;
        for (int child = 1; child < last; child = 2 * hole + 1) {
            int right = child + 1;
            if (right < last
                    && isBefore(
                            keys[right * STRIDE], (int) keys[right * STRIDE + 1], keys[right * STRIDE + 2], child)) {
                child = right;
            }
            if (isBefore(at, from, number, child)) {
                break;
            }
            move(child, hole);
            hole = child;
        }
        move(last, hole);
    }

    private boolean isBefore(long at, int from, long number, int other) {
        int k = other * STRIDE;
        if (at != keys[k]) {
            return at < keys[k];
        }
        if (from != (int) keys[k + 1]) {
            return from < (int) keys[k + 1];
        }
        return number < keys[k + 2];
    }

    private void move(int from, int to) {
        System.arraycopy(keys, from * STRIDE, keys, to * STRIDE, STRIDE);
        references[2 * to] = references[2 * from];
        references[2 * to + 1] = references[2 * from + 1];
    }

    private void put(int slot, long at, int from, long number, long value, EventTarget what, @Nullable Object with) {
        int k = slot * STRIDE;
        keys[k] = at;
        keys[k + 1] = from;
        keys[k + 2] = number;
        keys[k + 3] = value;
        references[2 * slot] = what;
        references[2 * slot + 1] = with;
    }
}
