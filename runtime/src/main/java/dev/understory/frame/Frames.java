package dev.understory.frame;

import dev.understory.crypto.Aead;

/** The sizes of a frame (wire.md, section 2): a little-endian length, 1024 bytes of data and padding, a tag. */
public final class Frames {
    /** Data bytes in a frame, at most. */
    public static final int DATA = 1024;

    /** Bytes of the length before the data. */
    public static final int HEADER = 4;

    /** What is sealed: length, data, padding. */
    public static final int PLAIN = HEADER + DATA;

    /** Bytes of a frame on the wire. */
    public static final int SIZE = PLAIN + Aead.TAG_LENGTH;

    /** No counter equals this value: the first one that cannot be used, 2^64 - 1. */
    static final long END_OF_COUNTERS = -1L;

    private Frames() {}

    /** How many frames carry that many data bytes. */
    public static int count(int length) {
        return (length + DATA - 1) / DATA;
    }

    /** Bytes on the wire for that many data bytes. */
    public static int sealedSize(int length) {
        return count(length) * SIZE;
    }
}
