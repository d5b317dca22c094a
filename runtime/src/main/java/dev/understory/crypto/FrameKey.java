package dev.understory.crypto;

import java.util.Arrays;
import javax.crypto.SecretKey;

/** A ChaCha20 key that can be zeroed, which the JDK's own key class cannot. */
@SuppressWarnings("serial") // never serialised
final class FrameKey implements SecretKey {
    private final byte[] key;
    private boolean destroyed;

    /** Copies the key. */
    FrameKey(byte[] key) {
        this.key = key.clone();
    }

    /** The key without a copy; for reading only. */
    byte[] bytes() {
        if (destroyed) {
            throw new IllegalStateException("the key was wiped");
        }
        return key;
    }

    @Override
    public String getAlgorithm() {
        return "ChaCha20";
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    /** A copy. */
    @Override
    public byte[] getEncoded() {
        return bytes().clone();
    }

    @Override
    public void destroy() {
        Arrays.fill(key, (byte) 0);
        destroyed = true;
    }

    @Override
    public boolean isDestroyed() {
        return destroyed;
    }

    /** Names nothing secret. */
    @Override
    public String toString() {
        return "FrameKey";
    }
}
