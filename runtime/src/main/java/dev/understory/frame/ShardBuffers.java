package dev.understory.frame;

import dev.understory.wire.SpareArrays;

/**
 * Scratch memory that all connections of one thread share: one array to write plaintext for sealing, one to open frames
 * into, and spare arrays for records of which a part has come. Nothing in the first two outlives a call. Both have room
 * before the data for a frame's length and after it for padding, as {@link FrameSealer} and {@link FrameOpener} ask.
 *
 * <p>Which arrays they are is decided at each call by the thread that runs: a connection's shard may be run by one thread
 * now and by another later, as a simulation does when little is to be done.
 */
public final class ShardBuffers {
    /** Frames that are sealed or opened at a time. 64 KiB of plaintext stays in a core's second-level cache. */
    public static final int FRAMES = 64;

    /** Where data starts in both arrays. */
    public static final int START = Frames.HEADER;

    /** Where the data of {@link #FRAMES} full frames ends. */
    public static final int END = START + FRAMES * Frames.DATA;

    private final ThreadLocal<byte[]> outgoing = ThreadLocal.withInitial(() -> new byte[END]);
    private final ThreadLocal<byte[]> incoming = ThreadLocal.withInitial(() -> new byte[END]);
    private final ThreadLocal<SpareArrays> spare = ThreadLocal.withInitial(SpareArrays::new);

    /** Plaintext to be sealed. */
    public byte[] outgoing() {
        return outgoing.get();
    }

    /** Plaintext that was opened. */
    public byte[] incoming() {
        return incoming.get();
    }

    /** For a reader of records, until another thread may run its connection. */
    public SpareArrays spare() {
        return spare.get();
    }
}
