package dev.understory.engine;

/** Packs the node an event is for and the node it comes from into one number; sorts by node, then by source. */
final class EventKey {
    /** The source of control work: before every node. */
    static final int CONTROL = -1;

    private EventKey() {}

    static long pack(int node, int source) {
        return ((long) node << 32) | (source + 1L);
    }

    static int node(long packed) {
        return (int) (packed >>> 32);
    }

    static int source(long packed) {
        return (int) packed - 1;
    }
}
