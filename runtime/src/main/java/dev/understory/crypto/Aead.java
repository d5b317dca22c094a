package dev.understory.crypto;

/**
 * ChaCha20-Poly1305 (RFC 8439) or AES-256-GCM for one direction of one connection: 96-bit nonce of four zero bytes and the
 * little-endian frame counter, no associated data (wire.md, sections 2 and 12.4). Keeps state between calls and belongs to one thread.
 */
public interface Aead {
    /** Bytes that sealing adds. */
    int TAG_LENGTH = 16;

    /**
     * Says that frames with that many counters, from {@code counter} on, are going to be sealed or opened next, so that
     * what they need can be made for all of them at once. Nothing depends on whether it was said, or holds.
     */
    default void expect(long counter, int frames) {}

    /**
     * Seals {@code length} bytes and writes them and the tag, {@code length + 16} bytes. The input may lie at the output's
     * place; any other overlap is not supported. A counter must never be used twice with a key.
     */
    void seal(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset);

    /**
     * Opens {@code length} bytes, of which the last 16 are the tag, and writes {@code length - 16} bytes. Says false if
     * the tag is wrong; the output must not be used then. The input may lie at the output's place.
     */
    boolean open(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset);

    /**
     * Whether this only stands in for a cipher, so that bytes need not be sealed before somebody looks at them: what was
     * sealed is told by {@link #hasKeyOf} and its counter.
     */
    default boolean isModelled() {
        return false;
    }

    /** Whether this modelled cipher opens what that one seals. */
    default boolean hasKeyOf(Aead sealer) {
        return false;
    }

    /** Zeroes the key: nothing is sealed or opened after that. */
    default void wipe() {}
}
