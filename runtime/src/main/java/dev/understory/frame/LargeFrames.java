package dev.understory.frame;

import dev.understory.crypto.Aead;

/**
 * The sizes of a large frame (wire.md, section 12.3): a big-endian length in clear, that many bytes of data, sealed, and a
 * tag. The length needs no seal of its own: a tag is good for one length only.
 */
public final class LargeFrames {
    /** Data bytes in a frame, at most. */
    public static final int DATA = 16 * 1024;

    /** Bytes of the length before the data. */
    public static final int HEADER = 2;

    /** Bytes beside the data. */
    public static final int OVERHEAD = HEADER + Aead.TAG_LENGTH;

    /** Bytes of the largest frame on the wire. */
    public static final int SIZE = DATA + OVERHEAD;

    private LargeFrames() {}

    /** How many frames carry that many data bytes. */
    public static int count(int length) {
        return (length + DATA - 1) / DATA;
    }

    /** Bytes on the wire for that many data bytes. */
    public static int sealedSize(int length) {
        return length + count(length) * OVERHEAD;
    }
}
