package dev.understory.attack;

import dev.understory.crypto.Aead;
import dev.understory.frame.Frames;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Seals what a {@link dev.understory.frame.FrameSealer} would, and also frames that it never would. */
final class ForgedFrames implements Forge {
    private final Aead aead;
    private long counter;

    /** Starts at counter 0. */
    ForgedFrames(Aead aead) {
        this.aead = aead;
    }

    /** In full frames but the last. */
    @Override
    public byte[] seal(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < plain.length; at += Frames.DATA) {
            int size = Math.min(Frames.DATA, plain.length - at);
            out.writeBytes(frame(size, Arrays.copyOfRange(plain, at, at + size)));
        }
        return out.toByteArray();
    }

    @Override
    public byte[] frame(int length, byte[] data) {
        byte[] plain = new byte[Frames.PLAIN];
        for (int i = 0; i < Frames.HEADER; i++) {
            plain[i] = (byte) (length >>> 8 * i);
        }
        System.arraycopy(data, 0, plain, Frames.HEADER, Math.min(data.length, Frames.DATA));
        byte[] frame = new byte[Frames.SIZE];
        aead.seal(counter++, plain, 0, Frames.PLAIN, frame, 0);
        return frame;
    }
}
