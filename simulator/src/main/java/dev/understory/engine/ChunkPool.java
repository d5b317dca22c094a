package dev.understory.engine;

import org.jspecify.annotations.Nullable;

/** Free chunks of one shard, for use again. Holds at most {@link #LIMIT}; more are left to the collector. */
final class ChunkPool {
    private static final int LIMIT = 65_536;

    private @Nullable EventChunk free;
    private int count;

    EventChunk take(@Nullable EventChunk next) {
        EventChunk chunk = free;
        if (chunk == null) {
            chunk = new EventChunk();
        } else {
            free = chunk.next;
            count--;
        }
        chunk.next = next;
        return chunk;
    }

    /** The chunk's references must have been cleared. */
    void give(EventChunk chunk) {
        if (count < LIMIT) {
            chunk.size = 0;
            chunk.next = free;
            free = chunk;
            count++;
        }
    }
}
