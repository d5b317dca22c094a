package dev.understory.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A fixed-size run of events in two flat arrays, the unit in which {@link EventStore} keeps and moves them. An event is
 * {@link #STRIDE} numbers (time; node and source; sequence; data) and two references (target; argument). Chunks form
 * singly linked lists.
 */
final class EventChunk {
    static final int CAPACITY = 32;
    static final int STRIDE = 4;

    final long[] keys = new long[CAPACITY * STRIDE];
    final @Nullable Object[] references = new @Nullable Object[CAPACITY * 2];
    int size;

    @Nullable
    EventChunk next;

    void put(long time, long nodeAndSource, long sequence, long data, Object target, @Nullable Object argument) {
        int k = size * STRIDE;
        keys[k] = time;
        keys[k + 1] = nodeAndSource;
        keys[k + 2] = sequence;
        keys[k + 3] = data;
        int r = size * 2;
        references[r] = target;
        references[r + 1] = argument;
        size++;
    }

    long time(int i) {
        return keys[i * STRIDE];
    }

    int node(int i) {
        return EventKey.node(keys[i * STRIDE + 1]);
    }

    /** The target at {@code i}; never null below {@link #size}. */
    EventTarget target(int i) {
        return (EventTarget) Objects.requireNonNull(references[i * 2]);
    }
}
