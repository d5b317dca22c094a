package dev.understory.engine;

import java.util.HexFormat;

/**
 * A rolling hash over what happened to one node: kind, time, subject (a link, a code) and size of each event, never the
 * bytes, so that real and modelled cryptography give the same value. Folding the nodes' hashes in node order gives the
 * run's fingerprint.
 */
public final class TraceHash {
    static final long START = 0x243f6a8885a308d3L;

    private long value = START;

    /** Adds one event. */
    public void add(TraceKind kind, long time, long subject, long size) {
        value = next(value, kind, time, subject, size);
    }

    /** The hash after one more event; for nodes, which keep the value among what they touch anyway. */
    static long next(long value, TraceKind kind, long time, long subject, long size) {
        long h = value ^ time;
        h *= 0x9e3779b97f4a7c15L;
        h ^= (h >>> 32) + subject * 0xbf58476d1ce4e5b9L;
        h = Long.rotateLeft(h, 29) + ((size << 5) | kind.ordinal());
        return (h ^ (h >>> 29)) * 0x94d049bb133111ebL;
    }

    /** The hash so far. */
    public long value() {
        return value;
    }

    /** Folds another node's hash into this one. */
    public void fold(long other) {
        value = CounterStream.mix(value * 31 + other);
    }

    /** Sixteen hex digits, as printed. */
    public static String text(long hash) {
        return HexFormat.of().toHexDigits(hash);
    }
}
