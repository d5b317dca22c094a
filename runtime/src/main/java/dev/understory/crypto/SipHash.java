package dev.understory.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.bouncycastle.crypto.macs.SipHash128;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a hash of 64 or 128 bits that nobody can foresee, or find collisions of, who does not
 * have the key of 128 bits. For tables whose places must not be chosen by those who fill them, and for names of messages that
 * nobody may make two of. Makes no objects; not thread-safe.
 */
public final class SipHash {
    /** Bytes of a key. */
    public static final int KEY_LENGTH = 16;

    /** Bytes of a digest. */
    public static final int DIGEST_LENGTH = 16;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final org.bouncycastle.crypto.macs.SipHash shorter = new org.bouncycastle.crypto.macs.SipHash();
    private final SipHash128 longer = new SipHash128();
    private final byte[] numbers = new byte[3 * Long.BYTES];

    /** A hash under that key of {@value #KEY_LENGTH} bytes. */
    public SipHash(byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("a key has " + KEY_LENGTH + " bytes, not " + key.length);
        }
        shorter.init(new KeyParameter(key));
        longer.init(new KeyParameter(key));
    }

    /** The hash of bytes. */
    public long hash(byte[] bytes) {
        return hash(bytes, bytes.length);
    }

    /** The hash of two numbers: that of their 16 bytes, the least significant first. */
    public long hash(long first, long second) {
        WORDS.set(numbers, 0, first);
        WORDS.set(numbers, Long.BYTES, second);
        return hash(numbers, 2 * Long.BYTES);
    }

    /** The hash of three numbers: that of their 24 bytes, the least significant first. */
    public long hash(long first, long second, long third) {
        WORDS.set(numbers, 2 * Long.BYTES, third);
        WORDS.set(numbers, 0, first);
        WORDS.set(numbers, Long.BYTES, second);
        return hash(numbers, 3 * Long.BYTES);
    }

    /** Writes the hash of 128 bits of a part of an array to the first {@value #DIGEST_LENGTH} bytes of another. */
    public void digest(byte[] array, int offset, int size, byte[] target) {
        longer.update(array, offset, size);
        longer.doFinal(target, 0);
    }

    private long hash(byte[] bytes, int length) {
        shorter.update(bytes, 0, length);
        return shorter.doFinal();
    }
}
