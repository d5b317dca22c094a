package dev.understory.engine;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** First in, first out; a ring that grows. What the actors of a shard still have to do at this instant. */
final class RunQueue {
    private @Nullable Runnable[] ring = new @Nullable Runnable[256];
    private int head;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    void add(Runnable task) {
        if (size == ring.length) {
            @Nullable Runnable[] larger = Arrays.copyOfRange(ring, head, head + 2 * ring.length);
            System.arraycopy(ring, 0, larger, ring.length - head, head);
            Arrays.fill(larger, size, larger.length, null);
            ring = larger;
            head = 0;
        }
        ring[(head + size++) & (ring.length - 1)] = task;
    }

    /** The oldest task; there must be one. */
    Runnable take() {
        Runnable task = Objects.requireNonNull(ring[head]);
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
        return task;
    }
}
