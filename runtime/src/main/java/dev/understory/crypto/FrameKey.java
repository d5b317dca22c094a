package dev.understory.crypto;

import java.util.Arrays;
import javax.crypto.SecretKey;

/** A key of the JDK's ciphers that can be zeroed, which the JDK's own key class cannot. */
@SuppressWarnings("serial") // never serialised
final class FrameKey implements SecretKey {
    /** What the JDK calls the keys of its AES. */
    static final String AES = "AES";

    /** What it calls those of its ChaCha20. */
    static final String CHACHA20 = "ChaCha20";

    private final byte[] key;
    private final String algorithm;
    private boolean destroyed;

    /** Copies a ChaCha20 key. */
    FrameKey(byte[] key) {
        this(key, CHACHA20);
    }

    /** Copies the key. */
    FrameKey(byte[] key, String algorithm) {
        this.key = key.clone();
        this.algorithm = algorithm;
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
        return algorithm;
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
