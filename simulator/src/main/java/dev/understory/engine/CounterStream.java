package dev.understory.engine;

import dev.understory.crypto.RandomStream;

/**
 * A counter-based random stream: the n-th number is a hash of a 128-bit key and n, so streams never influence each other
 * however often each is drawn from. The hash is SplitMix64 (Steele, Lea, Flood 2014) keyed a second time before its last
 * rounds. Not for secrets.
 */
public final class CounterStream implements RandomStream {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private long key;
    private final long secondKey;
    private long counter;

    private CounterStream(long key, long secondKey) {
        this.key = key;
        this.secondKey = secondKey;
    }

    /** The stream of one purpose of one owner (a node, a link, the run itself). */
    public static CounterStream of(long seed, long owner, String purpose) {
        return of(seed, owner, purpose, 0);
    }

    /** The stream of the {@code number}-th instance of a purpose. */
    public static CounterStream of(long seed, long owner, String purpose, long number) {
        long name = hash(purpose);
        long a = mix(mix(mix(mix(seed + GOLDEN) ^ owner) + name) ^ number);
        long b = mix(mix(mix(mix(seed ^ GOLDEN) + owner) ^ name) + number);
        return new CounterStream(a, b);
    }

    /** A key for {@link #seek}: names one instance of a purpose. */
    public static long key(long seed, long owner, String purpose, long number) {
        return of(seed, owner, purpose, number).key;
    }

    /**
     * Makes this the stream of another key, at a position. Who has very many streams keeps key and position of each, 16
     * bytes, and moves one object from stream to stream.
     */
    public void seek(long newKey, long position) {
        key = newKey;
        counter = position;
    }

    /** How many numbers have been drawn. */
    public long position() {
        return counter;
    }

    /** A 64-bit hash of a string that is the same everywhere. */
    public static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return mix(hash);
    }

    /** Stafford's thirteenth variant of the 64-bit finaliser. */
    public static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    @Override
    public long nextLong() {
        long z = key + ++counter * GOLDEN;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z ^= secondKey;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    @Override
    public void nextBytes(byte[] target) {
        long bits = 0;
        for (int i = 0; i < target.length; i++) {
            if ((i & 7) == 0) {
                bits = nextLong();
            }
            target[i] = (byte) bits;
            bits >>>= 8;
        }
    }
}
