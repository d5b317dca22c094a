package dev.understory.attack;

import dev.understory.crypto.Aead;
import dev.understory.frame.LargeFrames;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Seals what a {@link dev.understory.frame.LargeFrameSealer} would, and also frames that it never would. */
final class ForgedLargeFrames implements Forge {
    private final Aead aead;
    private long counter;

    /** Starts at counter 0. */
    ForgedLargeFrames(Aead aead) {
        this.aead = aead;
    }

    @Override
    public byte[] seal(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < plain.length; at += LargeFrames.DATA) {
            byte[] data = Arrays.copyOfRange(plain, at, Math.min(plain.length, at + LargeFrames.DATA));
            out.writeBytes(frame(data.length, data));
        }
        return out.toByteArray();
    }

    @Override
    public byte[] frame(int length, byte[] data) {
        byte[] frame = new byte[data.length + LargeFrames.OVERHEAD];
        frame[0] = (byte) (length >>> 8);
        frame[1] = (byte) length;
        aead.seal(counter++, data, 0, data.length, frame, LargeFrames.HEADER);
        return frame;
    }
}
