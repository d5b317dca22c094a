package dev.understory.frame;

import dev.understory.crypto.Aead;
import dev.understory.wire.Bytes;
import dev.understory.wire.LazyBytes;

/**
 * Frames that a modelled cipher is to seal once somebody looks at them: with whose key, from which counter on, and what is in
 * them. {@link FrameOpener} takes that out of them again without a look.
 */
final class SealedRun extends LazyBytes {
    private final Aead aead;
    private final long firstCounter;
    private final Bytes plain;

    SealedRun(Aead aead, long firstCounter, Bytes plain) {
        super(Frames.sealedSize(plain.size()));
        this.aead = aead;
        this.firstCounter = firstCounter;
        this.plain = plain;
    }

    /** Whether what starts at that place is a frame that {@code opener} opens with that counter. */
    boolean opens(Aead opener, long counter, int at) {
        return at % Frames.SIZE == 0 && firstCounter + at / Frames.SIZE == counter && opener.hasKeyOf(aead);
    }

    /** The data of so many frames, of which the first starts at that place. */
    Bytes data(int at, int frames) {
        int from = at / Frames.SIZE * Frames.DATA;
        return plain.slice(from, Math.min(frames * Frames.DATA, plain.size() - from));
    }

    @Override
    protected byte[] make() {
        byte[] room = new byte[Frames.HEADER + Frames.count(plain.size()) * Frames.DATA];
        plain.copyTo(room, Frames.HEADER);
        byte[] sealed = new byte[Frames.sealedSize(plain.size())];
        new FrameSealer(aead, firstCounter).seal(room, Frames.HEADER, plain.size(), sealed, 0);
        return sealed;
    }
}
