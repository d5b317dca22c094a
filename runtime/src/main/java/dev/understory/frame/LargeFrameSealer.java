package dev.understory.frame;

import dev.understory.crypto.Aead;
import dev.understory.wire.Bytes;
import java.util.Objects;

/**
 * Seals the outgoing bytes of a connection into {@link LargeFrames}: as few as they fill, the last of them just as long as it
 * needs. Straight from the caller's plaintext to the caller's output.
 */
public final class LargeFrameSealer implements Sealer {
    /** Less is not worth a frame of its own while more waits; any packet fits at least in part. */
    private static final int LEAST_ROOM = Frames.DATA;

    private final Aead aead;
    private long counter;

    /** Starts at counter 0. */
    public LargeFrameSealer(Aead aead) {
        this(aead, 0);
    }

    /** Starts at another counter, unsigned: only tests of the counters' end have a reason to. */
    public LargeFrameSealer(Aead aead, long firstCounter) {
        this.aead = aead;
        this.counter = firstCounter;
    }

    @Override
    public int room(int maxBytes) {
        int last = Math.max(0, maxBytes % LargeFrames.SIZE - LargeFrames.OVERHEAD);
        return Math.clamp(
                maxBytes / LargeFrames.SIZE * (long) LargeFrames.DATA + last,
                LEAST_ROOM,
                ShardBuffers.END - ShardBuffers.START);
    }

    @Override
    public int unused(int length) {
        return 0;
    }

    @Override
    public int sealedSize(int length) {
        return LargeFrames.sealedSize(length);
    }

    @Override
    public boolean hasCountersFor(int length) {
        return Long.compareUnsigned(LargeFrames.count(length), Frames.END_OF_COUNTERS - counter) <= 0;
    }

    @Override
    public int seal(byte[] plain, int offset, int length, byte[] out, int outOffset) {
        Objects.checkFromIndexSize(offset, length, plain.length);
        Objects.checkFromIndexSize(outOffset, sealedSize(length), out.length);
        if (!hasCountersFor(length)) {
            throw new IllegalStateException("the frame counter is used up");
        }
        int at = outOffset;
        for (int done = 0; done < length; done += LargeFrames.DATA) {
            int size = Math.min(length - done, LargeFrames.DATA);
            out[at] = (byte) (size >>> 8);
            out[at + 1] = (byte) size;
            aead.seal(counter++, plain, offset + done, size, out, at + LargeFrames.HEADER);
            at += size + LargeFrames.OVERHEAD;
        }
        return at - outOffset;
    }

    /** Never: a modelled cipher seals these at once, too. */
    @Override
    public boolean isModelled() {
        return false;
    }

    @Override
    public Bytes seal(Bytes plain) {
        throw new IllegalStateException("large frames are made at once");
    }

    @Override
    public void wipe() {
        aead.wipe();
    }
}
