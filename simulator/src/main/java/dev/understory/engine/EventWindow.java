package dev.understory.engine;

import java.util.Arrays;

/**
 * The events of one window of one shard, grouped by node. Chunks come in as they lie in the store; a chain through
 * their events per node makes the groups, so that nothing is copied or sorted as a whole. Used again for every window.
 */
final class EventWindow {
    private static final int CHUNK_BITS = 5;
    private static final int CHUNK_MASK = EventChunk.CAPACITY - 1;
    private static final int NONE = -1;

    private EventChunk[] chunks = new EventChunk[64];
    private int chunkCount;
    private int[] next = new int[64 * EventChunk.CAPACITY];
    private int[] head = new int[64];
    private int[] nodes = new int[64];
    private int nodeCount;

    EventWindow() {
        Arrays.fill(head, NONE);
    }

    /** Takes the chunk over until {@link #release}. */
    void add(EventChunk chunk) {
        if (chunkCount == chunks.length) {
            chunks = Arrays.copyOf(chunks, chunkCount * 2);
            next = Arrays.copyOf(next, chunks.length * EventChunk.CAPACITY);
        }
        int at = chunkCount << CHUNK_BITS;
        chunks[chunkCount++] = chunk;
        for (int i = 0; i < chunk.size; i++, at++) {
            int node = chunk.node(i);
            if (node >= head.length) {
                growHeads(node);
            }
            int before = head[node];
            if (before == NONE) {
                if (nodeCount == nodes.length) {
                    nodes = Arrays.copyOf(nodes, nodeCount * 2);
                }
                nodes[nodeCount++] = node;
            }
            next[at] = before;
            head[node] = at;
        }
    }

    /** How many nodes have events in this window. */
    int nodeCount() {
        return nodeCount;
    }

    /** The index of the i-th node, in no particular order. */
    int node(int i) {
        return nodes[i];
    }

    /** Moves the events of the node to the agenda. */
    void moveTo(NodeAgenda agenda, int node) {
        int at = head[node];
        head[node] = NONE;
        while (at != NONE) {
            EventChunk chunk = chunks[at >> CHUNK_BITS];
            int i = at & CHUNK_MASK;
            int k = i * EventChunk.STRIDE;
            long[] keys = chunk.keys;
            agenda.add(
                    keys[k],
                    EventKey.source(keys[k + 1]),
                    keys[k + 2],
                    keys[k + 3],
                    chunk.target(i),
                    chunk.references[2 * i + 1]);
            chunk.references[2 * i] = null;
            chunk.references[2 * i + 1] = null;
            at = next[at];
        }
    }

    /** Gives the chunks back and forgets everything; also events that were not moved. */
    void release(ChunkPool pool) {
        for (int i = 0; i < chunkCount; i++) {
            EventChunk chunk = chunks[i];
            pool.give(chunk);
        }
        for (int i = 0; i < nodeCount; i++) {
            head[nodes[i]] = NONE;
        }
        chunkCount = 0;
        nodeCount = 0;
    }

    private void growHeads(int node) {
        int old = head.length;
        head = Arrays.copyOf(head, Math.max(node + 1, old * 2));
        Arrays.fill(head, old, head.length, NONE);
    }
}
