package dev.understory.frame;

import dev.understory.crypto.Aead;
import dev.understory.wire.Bytes;
import java.util.Arrays;
import java.util.Objects;

/**
 * Seals the outgoing bytes of a connection into frames with counters 0, 1, 2... Not thread-safe.
 *
 * <p>Frames are sealed straight from the caller's plaintext to the caller's output, without a copy between: the length of
 * a frame is written into the four bytes before its data, which belong to the frame before and are sealed already. The
 * plaintext is therefore used up by the call.
 *
 * <p>With a modelled cipher, frames can be sealed without being looked at: {@link #seal(Bytes)}.
 */
public final class FrameSealer implements Sealer {
    private final Aead aead;
    private long counter;

    /** Starts at counter 0. */
    public FrameSealer(Aead aead) {
        this(aead, 0);
    }

    /** Starts at another counter, unsigned: only tests of the counters' end have a reason to. */
    public FrameSealer(Aead aead, long firstCounter) {
        this.aead = aead;
        this.counter = firstCounter;
    }

    @Override
    public int room(int maxBytes) {
        return Math.clamp(maxBytes / Frames.SIZE, 1, ShardBuffers.FRAMES) * Frames.DATA;
    }

    /** The rest of the last frame, which would be zeros. */
    @Override
    public int unused(int length) {
        return -length & Frames.DATA - 1;
    }

    @Override
    public int sealedSize(int length) {
        return Frames.sealedSize(length);
    }

    @Override
    public boolean hasCountersFor(int length) {
        return canSeal(Frames.count(length));
    }

    @Override
    public void wipe() {
        aead.wipe();
    }

    /** Whether counters for that many frames are left; if not, the connection has to end. */
    public boolean canSeal(int frames) {
        return Long.compareUnsigned(frames, Frames.END_OF_COUNTERS - counter) <= 0;
    }

    /**
     * Seals {@code length} bytes and writes {@link Frames#sealedSize} bytes, which it returns. All frames are full but the
     * last, which is padded with zeros.
     *
     * @param plain its contents from four bytes before {@code offset} to the end of the last frame's padding are destroyed
     * @throws IllegalStateException if {@link #canSeal} was false
     */
    @Override
    public int seal(byte[] plain, int offset, int length, byte[] out, int outOffset) {
        int frames = Frames.count(length);
        int padded = frames * Frames.DATA;
        Objects.checkFromIndexSize(offset - Frames.HEADER, Frames.HEADER + padded, plain.length);
        Objects.checkFromIndexSize(outOffset, frames * Frames.SIZE, out.length);
        if (!canSeal(frames)) {
            throw exhausted();
        }
        aead.expect(counter, frames);
        Arrays.fill(plain, offset + length, offset + padded, (byte) 0);
        int data = offset;
        int at = outOffset;
        for (int rest = length; rest > 0; rest -= Frames.DATA) {
            int size = Math.min(rest, Frames.DATA);
            plain[data - 4] = (byte) size;
            plain[data - 3] = (byte) (size >>> 8);
            plain[data - 2] = 0;
            plain[data - 1] = 0;
            aead.seal(counter++, plain, data - Frames.HEADER, Frames.PLAIN, out, at);
            data += Frames.DATA;
            at += Frames.SIZE;
        }
        return at - outOffset;
    }

    @Override
    public boolean isModelled() {
        return aead.isModelled();
    }

    /**
     * Seals data into the same frames as the other method, which are made only if somebody looks at them.
     *
     * @throws IllegalStateException if {@link #canSeal} was false, or the cipher is real: its key may be wiped by then
     */
    @Override
    public Bytes seal(Bytes plain) {
        if (!isModelled()) {
            throw new IllegalStateException("only modelled frames can be made later");
        }
        int frames = Frames.count(plain.size());
        if (!canSeal(frames)) {
            throw exhausted();
        }
        Bytes sealed = Bytes.of(new SealedRun(aead, counter, plain));
        counter += frames;
        return sealed;
    }

    private static IllegalStateException exhausted() {
        return new IllegalStateException("the frame counter is used up");
    }
}
