package dev.understory.crypto;

import java.util.Arrays;

/** The key pair that one connection uses for its key agreement, and that is wiped after it. */
public final class EphemeralKey {
    private final byte[] scalar;
    private final byte[] publicKey;
    private boolean wiped;

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
        if (wiped) {
            throw new IllegalStateException("an ephemeral key is used for one agreement");
        }
        return scalar;
    }

    /** Zeroes the secret half; it agrees on nothing any more. */
    public void wipe() {
        Arrays.fill(scalar, (byte) 0);
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
