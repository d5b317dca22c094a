package dev.understory.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256: what bytes are called by everybody alike. */
public final class Sha256 {
    /** Bytes of a digest. */
    public static final int SIZE = 32;

    private Sha256() {}

    /** The digest of a part of an array. */
    public static byte[] of(byte[] array, int offset, int size) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(array, offset, size);
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
