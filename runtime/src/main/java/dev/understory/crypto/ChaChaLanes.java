package dev.understory.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * ChaCha20's block function (RFC 8439, section 2.3) for the nonces of 64 frames at once, and of each only the two blocks
 * that the JDK's vector code would have to make a whole kibibyte for: block 0, the tag's key, and block 17, whose first
 * word meets the last four bytes of a frame. The loops over the lanes are what C2 turns into vector instructions.
 */
final class ChaChaLanes {
    /** Frames at once. */
    static final int FRAMES = 64;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int LAST_BLOCK = 17;
    private static final int LANES = 2 * FRAMES;
    private static final int WORDS = 16;
    private static final int DOUBLE_ROUNDS = 10;
    private static final int KEY = 4;
    private static final int KEY_WORDS = 8;
    private static final int BLOCK_COUNTER = 12;
    /** "expand 32-byte k". */
    private static final int[] CONSTANTS = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    private final int[] state = new int[WORDS * LANES];
    private final int[] key = new int[KEY_WORDS];

    /** Computes both blocks for the frames with those counters: lanes 0 to 63 are blocks 0, the others blocks 17. */
    void compute(byte[] key32, long firstCounter) {
        for (int i = 0; i < KEY_WORDS; i++) {
            key[i] = (int) INT.get(key32, i * Integer.BYTES);
        }
        for (int i = 0; i < KEY; i++) {
            fill(i, CONSTANTS[i]);
        }
        for (int i = 0; i < KEY_WORDS; i++) {
            fill(KEY + i, key[i]);
        }
        for (int i = 0; i < FRAMES; i++) {
            long counter = firstCounter + i;
            initial(i, 0, counter);
            initial(FRAMES + i, LAST_BLOCK, counter);
        }
        for (int i = 0; i < DOUBLE_ROUNDS; i++) {
            doubleRound(state);
        }
    }

    /** Zeroes the key and all that was computed with it. */
    void wipe() {
        Arrays.fill(key, 0);
        Arrays.fill(state, 0);
    }

    private void fill(int word, int value) {
        Arrays.fill(state, word * LANES, (word + 1) * LANES, value);
    }

    private void initial(int lane, int block, long counter) {
        state[BLOCK_COUNTER * LANES + lane] = block;
        state[(BLOCK_COUNTER + 1) * LANES + lane] = 0;
        state[(BLOCK_COUNTER + 2) * LANES + lane] = (int) counter;
        state[(BLOCK_COUNTER + 3) * LANES + lane] = (int) (counter >>> 32);
    }

    /** A word of a frame's block 0, one of the first eight: the tag's key. */
    int tagKey(int frame, int word) {
        int before = word < KEY ? CONSTANTS[word] : key[word - KEY];
        return state[word * LANES + frame] + before;
    }

    /** The first word of a frame's block 17. */
    int last(int frame) {
        return state[FRAMES + frame] + CONSTANTS[0];
    }

    private static void doubleRound(int[] state) {
        quarterRound(state, 0, 4, 8, 12);
        quarterRound(state, 1, 5, 9, 13);
        quarterRound(state, 2, 6, 10, 14);
        quarterRound(state, 3, 7, 11, 15);
        quarterRound(state, 0, 5, 10, 15);
        quarterRound(state, 1, 6, 11, 12);
        quarterRound(state, 2, 7, 8, 13);
        quarterRound(state, 3, 4, 9, 14);
    }

    private static void quarterRound(int[] state, int wordA, int wordB, int wordC, int wordD) {
        for (int i = 0; i < LANES; i++) {
            int a = state[wordA * LANES + i];
            int b = state[wordB * LANES + i];
            int c = state[wordC * LANES + i];
            int d = state[wordD * LANES + i];
            a += b;
            d = Integer.rotateLeft(d ^ a, 16);
            c += d;
            b = Integer.rotateLeft(b ^ c, 12);
            a += b;
            d = Integer.rotateLeft(d ^ a, 8);
            c += d;
            b = Integer.rotateLeft(b ^ c, 7);
            state[wordA * LANES + i] = a;
            state[wordB * LANES + i] = b;
            state[wordC * LANES + i] = c;
            state[wordD * LANES + i] = d;
        }
    }
}
