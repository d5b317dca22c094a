package dev.understory.identity;

import java.util.Arrays;

/**
 * Secret key material that was read but not yet checked: 32 bytes, and for Ed25519 the public key that a key file holds
 * beside them. {@code CryptoSuite.load} turns it into a {@link NodeKey}.
 */
public final class SecretKey {
    private final KeyType type;
    private final byte[] secret;
    private final byte[] statedPublicKey;

    private SecretKey(KeyType type, byte[] secret, byte[] statedPublicKey) {
        this.type = type;
        this.secret = secret;
        this.statedPublicKey = statedPublicKey;
    }

    /** A BLS or secp256k1 scalar (big-endian) or an Ed25519 seed, 32 bytes. */
    public static SecretKey of(KeyType type, byte[] secret) {
        return of(type, secret, new byte[0]);
    }

    /** The same with the public key that is stated to belong to it; empty for none. */
    public static SecretKey of(KeyType type, byte[] secret, byte[] statedPublicKey) {
        if (secret.length != 32) {
            throw new IllegalArgumentException("a secret key has 32 bytes, not " + secret.length);
        }
        return new SecretKey(type, secret.clone(), statedPublicKey.clone());
    }

    /** What kind of key this is. */
    public KeyType type() {
        return type;
    }

    /** A copy of the 32 secret bytes. */
    public byte[] secret() {
        return secret.clone();
    }

    /** Zeroes the secret bytes, once the key is loaded. */
    public void wipe() {
        Arrays.fill(secret, (byte) 0);
    }

    /** Whether no public key was stated, or this one. */
    public boolean agreesWith(PublicKey key) {
        return statedPublicKey.length == 0 || key.hasBytes(statedPublicKey);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretKey that
                && type == that.type
                && Arrays.equals(secret, that.secret)
                && Arrays.equals(statedPublicKey, that.statedPublicKey);
    }

    @Override
    public int hashCode() {
        return type.hashCode();
    }

    /** Names the type only. */
    @Override
    public String toString() {
        return "SecretKey[" + type + "]";
    }
}
