package dev.understory.crypto;

import java.util.Arrays;

/**
 * What an end sends in the second key agreement (wire.md, section 12.5), and what comes of it. The arrays are handed over, not
 * copied.
 *
 * @param record an encapsulation key, a ciphertext, or nothing
 * @param secret 32 bytes that both ends know then, or none yet
 */
public record HybridRecord(byte[] record, byte[] secret) {
    /** Bytes of an encapsulation key of ML-KEM-768. */
    public static final int KEY = 1184;

    /** Bytes of its ciphertexts. */
    public static final int CIPHERTEXT = 1088;

    /** Zeroes the secret, once it is used. */
    public void wipe() {
        Arrays.fill(secret, (byte) 0);
    }

    /** Names nothing secret. */
    @Override
    public String toString() {
        return "HybridRecord";
    }
}
