package dev.understory.crypto;

/** The key pair that one connection uses for its key agreement. */
public final class EphemeralKey {
    private final byte[] scalar;
    private final byte[] publicKey;

    EphemeralKey(byte[] scalar, byte[] publicKey) {
        this.scalar = scalar;
        this.publicKey = publicKey;
    }

    /** The 32 bytes that travel: an Ed25519 public key. A copy. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** The X25519 scalar before clamping; for reading only. */
    byte[] scalar() {
        return scalar;
    }

    /** The public key without a copy; for reading only. */
    byte[] sharedPublicKey() {
        return publicKey;
    }
}
