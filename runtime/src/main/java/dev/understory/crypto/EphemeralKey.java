package dev.understory.crypto;

import java.util.Arrays;

/** The key pair that one connection uses for its key agreement, and that is wiped after it. */
public final class EphemeralKey {
    private final byte[] scalar;
    private final byte[] publicKey;
    private final byte[] second;
    private boolean wiped;

    /** Of one seed: the scalar of the first key agreement, and 32 bytes for a second, of which neither tells of the other. */
    EphemeralKey(byte[] scalar, byte[] publicKey, byte[] second) {
        this.scalar = scalar;
        this.publicKey = publicKey;
        this.second = second;
    }

    /** The 32 bytes that travel: an Ed25519 public key. A copy. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** The X25519 scalar before clamping; for reading only. */
    byte[] scalar() {
        if (wiped) {
            throw new IllegalStateException("an ephemeral key is used for one agreement");
        }
        return scalar;
    }

    /** What the second key agreement is made of; for reading only. */
    byte[] second() {
        if (wiped) {
            throw new IllegalStateException("an ephemeral key is used for one connection");
        }
        return second;
    }

    /** Zeroes the secret half; it agrees on nothing any more. */
    public void wipe() {
        Arrays.fill(scalar, (byte) 0);
        Arrays.fill(second, (byte) 0);
        wiped = true;
    }

    /** Whether the secret half is gone. */
    public boolean isWiped() {
        return wiped;
    }

    /** The public key without a copy; for reading only. */
    byte[] sharedPublicKey() {
        return publicKey;
    }

    /** Names nothing secret. */
    @Override
    public String toString() {
        return "EphemeralKey";
    }
}
