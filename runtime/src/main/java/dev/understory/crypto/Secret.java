package dev.understory.crypto;

import java.util.Arrays;

/**
 * Secret bytes on their way to the one who uses them up. They have no text form and no equality, and they leave once: what
 * carries a secret, such as a message between actors, does not hold it any longer than until it is needed.
 */
public final class Secret {
    private static final byte[] TAKEN = new byte[0];

    private byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Random bytes for one use. */
    public static Secret random(RandomStream stream, int length) {
        byte[] bytes = new byte[length];
        stream.nextBytes(bytes);
        return new Secret(bytes);
    }

    /**
     * Hands over the bytes, not a copy, together with the duty to zero them.
     *
     * @throws IllegalStateException if they were taken or wiped before
     */
    public byte[] take() {
        byte[] taken = bytes;
        if (taken.length == 0) {
            throw new IllegalStateException("a secret is taken once");
        }
        bytes = TAKEN;
        return taken;
    }

    /** Nobody is going to take them. */
    public void wipe() {
        Arrays.fill(bytes, (byte) 0);
        bytes = TAKEN;
    }

    /** Names nothing secret. */
    @Override
    public String toString() {
        return "Secret";
    }
}
