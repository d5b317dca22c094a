package dev.understory.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one shard has for another at the end of a window, in flat arrays: what each event is for is an address, which the
 * receiver looks up. Written by the shard of the sender during the window, emptied by the shard of the receiver after the
 * barrier; never touched by both at a time. The arrays are used again for every window.
 */
final class Outbox {
    private static final int STRIDE = 5;
    private static final int FIRST_CAPACITY = 16;

    private long[] keys = new long[0];
    private @Nullable Object[] arguments = new @Nullable Object[0];
    private int size;
    private long minimum = Long.MAX_VALUE;

    void add(long time, long nodeAndSource, long sequence, long data, long address, @Nullable Object argument) {
        if (size == arguments.length) {
            int larger = Math.max(FIRST_CAPACITY, 2 * size);
            keys = Arrays.copyOf(keys, larger * STRIDE);
            arguments = Arrays.copyOf(arguments, larger);
        }
        int k = size * STRIDE;
        keys[k] = time;
        keys[k + 1] = nodeAndSource;
        keys[k + 2] = sequence;
        keys[k + 3] = data;
        keys[k + 4] = address;
        arguments[size++] = argument;
        minimum = Math.min(minimum, time);
    }

    /** The time of the earliest event; {@link Long#MAX_VALUE} if there is none. */
    long minimum() {
        return minimum;
    }

    /** Moves all into the receiver's store. */
    void moveTo(Shard receiver, EventStore store) {
        for (int i = 0; i < size; i++) {
            int k = i * STRIDE;
            EventTarget target = receiver.target(EventKey.node(keys[k + 1]), keys[k + 4]);
            store.add(keys[k], keys[k + 1], keys[k + 2], keys[k + 3], target, arguments[i]);
        }
        Arrays.fill(arguments, 0, size, null);
        size = 0;
        minimum = Long.MAX_VALUE;
    }
}
