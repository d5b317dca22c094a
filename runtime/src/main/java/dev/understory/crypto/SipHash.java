package dev.understory.crypto;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a hash of 64 bits that nobody can foresee, or find collisions of, who does not
 * have the key of 128 bits. For tables whose places must not be chosen by those who fill them. Makes no objects; not
 * thread-safe.
 */
public final class SipHash {
    /** Bytes of a key. */
    public static final int KEY_LENGTH = 16;

    private final long key0;
    private final long key1;
    private long v0;
    private long v1;
    private long v2;
    private long v3;
    private int length;

    /** A hash under that key of {@value #KEY_LENGTH} bytes. */
    public SipHash(byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("a key has " + KEY_LENGTH + " bytes, not " + key.length);
        }
        key0 = littleEndian(key, 0, Long.BYTES);
        key1 = littleEndian(key, Long.BYTES, Long.BYTES);
    }

    /** The hash of bytes. */
    public long hash(byte[] bytes) {
        begin();
        int whole = bytes.length & -Long.BYTES;
        for (int at = 0; at < whole; at += Long.BYTES) {
            word(littleEndian(bytes, at, Long.BYTES));
        }
        length = bytes.length;
        return end(littleEndian(bytes, whole, bytes.length - whole));
    }

    /** The hash of two numbers: that of their 16 bytes, the least significant first. */
    public long hash(long first, long second) {
        begin();
        word(first);
        word(second);
        return end(0);
    }

    /** The hash of three numbers: that of their 24 bytes, the least significant first. */
    public long hash(long first, long second, long third) {
        begin();
        word(first);
        word(second);
        word(third);
        return end(0);
    }

    private void begin() {
        v0 = key0 ^ 0x736f_6d65_7073_6575L;
        v1 = key1 ^ 0x646f_7261_6e64_6f6dL;
        v2 = key0 ^ 0x6c79_6765_6e65_7261L;
        v3 = key1 ^ 0x7465_6462_7974_6573L;
        length = 0;
    }

    private void word(long word) {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
        length += Long.BYTES;
    }

    /** @param rest the up to seven bytes behind the last whole word */
    private long end(long rest) {
        word((long) length << 56 | rest);
        v2 ^= 0xff;
        for (int i = 0; i < 4; i++) {
            round();
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
    }

    private static long littleEndian(byte[] bytes, int at, int count) {
        long word = 0;
        for (int i = 0; i < count; i++) {
            word |= (bytes[at + i] & 0xffL) << 8 * i;
        }
        return word;
    }
}
