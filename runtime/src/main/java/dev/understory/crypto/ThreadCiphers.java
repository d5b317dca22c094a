package dev.understory.crypto;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.function.Function;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's cipher objects of one thread, which all its connections share: an idle connection has none. One seals and one
 * opens, because each keeps what it has made of its last key, and a connection that carries bulk one way answers pings the
 * other way.
 *
 * <p>They also keep the last key itself, until another takes its place: {@link #forget} sees to that. What they had made of
 * it is left to the collector.
 */
final class ThreadCiphers {
    private static final byte[] NO_NONCE = noNonce();

    private final Cipher sealing;
    private final Cipher opening;
    private final Function<byte[], AlgorithmParameterSpec> parameters;
    /** Takes the place of a key that is to be forgotten. Nothing is ever sealed with it. */
    private final FrameKey noKey;

    private @Nullable FrameKey sealingKey;
    private @Nullable FrameKey openingKey;

    private ThreadCiphers(String name, String keys, Function<byte[], AlgorithmParameterSpec> parameters) {
        this.sealing = cipher(name);
        this.opening = cipher(name);
        this.parameters = parameters;
        this.noKey = new FrameKey(new byte[JdkCipher.KEY_LENGTH], keys);
    }

    /** AES-GCM with tags of 16 bytes. */
    static ThreadCiphers aesGcm() {
        return new ThreadCiphers(
                "AES/GCM/NoPadding", FrameKey.AES, nonce -> new GCMParameterSpec(Aead.TAG_LENGTH * Byte.SIZE, nonce));
    }

    /** ChaCha20-Poly1305. */
    static ThreadCiphers chaCha20Poly1305() {
        return new ThreadCiphers("ChaCha20-Poly1305", FrameKey.CHACHA20, IvParameterSpec::new);
    }

    /** The cipher, ready to seal one frame. */
    Cipher toSeal(FrameKey key, byte[] nonce) throws GeneralSecurityException {
        sealingKey = key;
        sealing.init(Cipher.ENCRYPT_MODE, key, parameters.apply(nonce));
        return sealing;
    }

    /** The cipher, ready to open one frame. */
    Cipher toOpen(FrameKey key, byte[] nonce) throws GeneralSecurityException {
        openingKey = key;
        opening.init(Cipher.DECRYPT_MODE, key, parameters.apply(nonce));
        return opening;
    }

    /** Keeps that key no longer, if it was the last. */
    void forget(FrameKey key) {
        try {
            if (sealingKey == key) {
                toSeal(noKey, NO_NONCE);
            }
            if (openingKey == key) {
                toOpen(noKey, NO_NONCE);
            }
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the JDK's cipher refused a key of 32 bytes", impossible);
        }
    }

    private static Cipher cipher(String name) {
        try {
            return Cipher.getInstance(name);
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("every JDK since 11 has " + name, absent);
        }
    }

    private static byte[] noNonce() {
        byte[] nonce = new byte[JdkCipher.NONCE_LENGTH];
        Arrays.fill(nonce, (byte) -1);
        return nonce;
    }
}
