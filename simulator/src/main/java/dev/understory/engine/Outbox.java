package dev.understory.engine;

import org.jspecify.annotations.Nullable;

/**
 * What one shard has for another at the end of a window. Written by the shard of the sender during the window, emptied
 * by the shard of the receiver after the barrier; never touched by both at a time.
 */
final class Outbox {
    private @Nullable EventChunk head;
    private long minimum = Long.MAX_VALUE;

    void add(
            long time,
            long nodeAndSource,
            long sequence,
            long data,
            EventTarget target,
            @Nullable Object argument,
            ChunkPool pool) {
        EventChunk chunk = head;
        if (chunk == null || chunk.size == EventChunk.CAPACITY) {
            chunk = pool.take(chunk);
            head = chunk;
        }
        if (time < minimum) {
            minimum = time;
        }
        chunk.put(time, nodeAndSource, sequence, data, target, argument);
    }

    long minimum() {
        return minimum;
    }

    /** Moves all into the receiver's store; the chunks stay with the receiver's pool. */
    void moveTo(EventStore store, ChunkPool pool) {
        EventChunk chunk = head;
        head = null;
        minimum = Long.MAX_VALUE;
        while (chunk != null) {
            EventChunk next = chunk.next;
            for (int i = 0; i < chunk.size; i++) {
                int k = i * EventChunk.STRIDE;
                long[] keys = chunk.keys;
                store.add(keys[k], keys[k + 1], keys[k + 2], keys[k + 3], chunk.target(i), chunk.references[2 * i + 1]);
                chunk.references[2 * i] = null;
                chunk.references[2 * i + 1] = null;
            }
            pool.give(chunk);
            chunk = next;
        }
    }
}
