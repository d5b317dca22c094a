package dev.understory.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * {@link Aead} for frames of about a kilobyte: the key stream comes from the JDK's vectorised ChaCha20, and one loop of our
 * own both applies it and computes the Poly1305 tag.
 *
 * <p>Why not the JDK's own ChaCha20-Poly1305: it makes 3 KiB of key stream for a frame of 1028 bytes (one run of 1 KiB for
 * the 32 bytes of the tag's key, two for the data) and new engines for each; here it is 2 KiB, and the data passes through
 * the registers once. Applying and authenticating in one loop also avoids reading back what vector stores have only just
 * written, which stalls. Of many full frames in a row the tags' keys and the key stream of the last four bytes come from
 * {@link ChaChaLanes}, and the JDK makes 1 KiB for each. What a whole node gains by it, compared with {@link JdkAead}, is
 * measured in {@code runtime/docs/decisions/0001-aead.md}.
 */
final class ChaCha20Poly1305 implements Aead {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BLOCK = 16;
    /** Block 0 of the key stream holds the tag's key; the data begins with block 1. */
    private static final int DATA = 64;

    private static final long CLAMP_0 = 0x0FFF_FFFC_0FFF_FFFFL;
    private static final long CLAMP_1 = 0x0FFF_FFFC_0FFF_FFFCL;
    private static final int KEY_LENGTH = 32;
    private static final int NONCE_LENGTH = 12;
    private static final int USUAL_LENGTH = 1028;
    /** Of a full frame's 1028 bytes, the JDK makes the key stream of these at once. */
    private static final int ONE_RUN = 1024;
    /** With fewer frames than these, what {@link ChaChaLanes} computes for 64 costs more than it saves. */
    private static final int WORTH_PREPARING = 24;

    private static final int TAG_KEY_WORDS = 8;

    /** What a thread needs while it works on one frame; shared by all connections of the thread. */
    static final class Workspace {
        /** Takes the place of a key that is to be forgotten. Nothing is ever sealed with it. */
        private static final FrameKey NO_KEY = new FrameKey(new byte[KEY_LENGTH]);

        final Cipher cipher;
        private @Nullable FrameKey lastKey;
        final byte[] nonce = new byte[NONCE_LENGTH];
        byte[] zeros = new byte[DATA + USUAL_LENGTH];
        byte[] stream = new byte[DATA + USUAL_LENGTH];
        final byte[] last = new byte[2 * BLOCK];
        private final ChaChaLanes prepared = new ChaChaLanes();
        private @Nullable ChaCha20Poly1305 preparedFor;
        private long preparedFrom;
        private int preparedFrames;

        Workspace() {
            try {
                cipher = Cipher.getInstance("ChaCha20");
            } catch (GeneralSecurityException absent) {
                throw new IllegalStateException("every JDK since 11 has ChaCha20", absent);
            }
        }

        /** See {@link Aead#expect}. */
        void prepare(ChaCha20Poly1305 whose, long counter, int frames) {
            prepared.compute(whose.key.bytes(), counter);
            preparedFor = whose;
            preparedFrom = counter;
            preparedFrames = Math.min(frames, ChaChaLanes.FRAMES);
        }

        /** Makes the tag's key, at the beginning of the stream, and the key stream for {@code length} bytes of data. */
        void generate(ChaCha20Poly1305 whose, long counter, int length) {
            if (stream.length < DATA + length) {
                zeros = new byte[DATA + length];
                stream = new byte[DATA + length];
            }
            LONG.set(nonce, NONCE_LENGTH - Long.BYTES, counter);
            long frame = counter - preparedFrom;
            if (preparedFor == whose && length == USUAL_LENGTH && frame >= 0 && frame < preparedFrames) {
                takePrepared((int) frame);
                keyStream(whose.key, 1, DATA, ONE_RUN);
            } else {
                keyStream(whose.key, 0, 0, DATA + length);
            }
        }

        /** Keeps nothing that was made with that key, nor the key. */
        void forget(ChaCha20Poly1305 whose) {
            if (lastKey == whose.key) {
                begin(NO_KEY, 0);
            }
            if (preparedFor == whose || preparedFor == null) {
                preparedFor = null;
                prepared.wipe();
            }
            Arrays.fill(stream, (byte) 0);
        }

        private void takePrepared(int frame) {
            for (int word = 0; word < TAG_KEY_WORDS; word++) {
                INT.set(stream, word * Integer.BYTES, prepared.tagKey(frame, word));
            }
            INT.set(stream, DATA + ONE_RUN, prepared.last(frame));
            if (frame == preparedFrames - 1) {
                preparedFor = null;
            }
        }

        /** Writes key stream from block {@code first} on. */
        private void keyStream(FrameKey key, int first, int at, int length) {
            try {
                begin(key, first);
                // Enciphering zeros gives the bare key stream.
                cipher.update(zeros, 0, length, stream, at);
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException("ChaCha20 did not make key stream", impossible);
            }
        }

        /** In the mode for deciphering the JDK does not remember and compare the last nonce. */
        private void begin(FrameKey key, int block) {
            lastKey = key;
            try {
                cipher.init(Cipher.DECRYPT_MODE, key, new ChaCha20ParameterSpec(nonce, block));
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException("ChaCha20 refused a key of 32 bytes", impossible);
            }
        }
    }

    private static final ThreadLocal<Workspace> WORKSPACE = ThreadLocal.withInitial(Workspace::new);

    private final FrameKey key;
    private long r0;
    private long r1;
    private long h0;
    private long h1;
    private long h2;
    private long tag0;
    private long tag1;

    ChaCha20Poly1305(byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("a ChaCha20 key has 32 bytes, not " + key.length);
        }
        this.key = new FrameKey(key);
    }

    @Override
    public void wipe() {
        key.destroy();
        WORKSPACE.get().forget(this);
    }

    @Override
    public void expect(long counter, int frames) {
        if (frames >= WORTH_PREPARING) {
            WORKSPACE.get().prepare(this, counter, frames);
        }
    }

    @Override
    public void seal(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        Objects.checkFromIndexSize(inOffset, length, in.length);
        Objects.checkFromIndexSize(outOffset, length + TAG_LENGTH, out.length);
        Workspace work = WORKSPACE.get();
        work.generate(this, counter, length);
        process(work, in, inOffset, length, out, outOffset, true);
        writeTag(out, outOffset + length);
    }

    @Override
    public boolean open(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        int plain = length - TAG_LENGTH;
        Objects.checkFromIndexSize(inOffset, length, in.length);
        Objects.checkFromIndexSize(outOffset, plain, out.length);
        long expected0 = (long) LONG.get(in, inOffset + plain);
        long expected1 = (long) LONG.get(in, inOffset + plain + 8);
        Workspace work = WORKSPACE.get();
        work.generate(this, counter, plain);
        process(work, in, inOffset, plain, out, outOffset, false);
        return ((tag0 ^ expected0) | (tag1 ^ expected1)) == 0;
    }

    /**
     * Applies the key stream and computes the tag over the cipher text, which is what goes out if {@code sealing} and what
     * comes in if not. The first 32 bytes of the stream are the tag's key.
     */
    void process(Workspace work, byte[] in, int inAt, int length, byte[] out, int outAt, boolean sealing) {
        byte[] stream = work.stream;
        begin(stream);
        int whole = length & -BLOCK;
        blocks(in, inAt, stream, DATA, out, outAt, whole, sealing);
        byte[] last = work.last;
        LONG.set(last, 0, 0L);
        LONG.set(last, 8, 0L);
        for (int i = whole; i < length; i++) {
            byte before = in[inAt + i];
            byte after = (byte) (before ^ stream[DATA + i]);
            out[outAt + i] = after;
            last[i - whole] = sealing ? after : before;
        }
        LONG.set(last, BLOCK, 0L);
        LONG.set(last, BLOCK + 8, (long) length);
        int from = whole == length ? BLOCK : 0;
        blocks(last, from, work.zeros, 0, last, from, 2 * BLOCK - from, false);
        finish((long) LONG.get(stream, 16), (long) LONG.get(stream, 24));
    }

    /** A new tag, whose key is at the beginning of the stream. */
    void begin(byte[] stream) {
        r0 = (long) LONG.get(stream, 0) & CLAMP_0;
        r1 = (long) LONG.get(stream, 8) & CLAMP_1;
        h0 = 0;
        h1 = 0;
        h2 = 0;
    }

    /** Writes the tag that {@link #process} left. */
    void writeTag(byte[] out, int at) {
        LONG.set(out, at, tag0);
        LONG.set(out, at + 8, tag1);
    }

    /**
     * Whole blocks: out = in xor stream, and h = (h + block + 2^128) * r modulo 2^130 - 5, in limbs of 64, 64 and a few
     * bits. As r is clamped, both its limbs are below 2^60 and the second is a multiple of 4, so that r1 * 2^128 is
     * (r1 + r1 / 4) modulo the prime; the sums of high halves therefore never overflow, and h2 stays below 8.
     */
    void blocks(byte[] in, int inAt, byte[] stream, int streamAt, byte[] out, int outAt, int length, boolean sealing) {
        long a0 = h0;
        long a1 = h1;
        long a2 = h2;
        long k0 = r0;
        long k1 = r1;
        long s1 = k1 + (k1 >>> 2);
        long outMask = sealing ? -1L : 0L;
        for (int i = 0; i < length; i += BLOCK) {
            long in0 = (long) LONG.get(in, inAt + i);
            long in1 = (long) LONG.get(in, inAt + i + 8);
            long stream0 = (long) LONG.get(stream, streamAt + i);
            long stream1 = (long) LONG.get(stream, streamAt + i + 8);
            LONG.set(out, outAt + i, in0 ^ stream0);
            LONG.set(out, outAt + i + 8, in1 ^ stream1);
            long m0 = in0 ^ (stream0 & outMask);
            long m1 = in1 ^ (stream1 & outMask);

            long t0 = a0 + m0;
            long t1 = a1 + m1;
            long u1 = t1 + carryOfAny(a0, t0);
            long t2 = a2 + 1 + carryOfAny(a1, t1) + carry(t1, u1);

            long x0 = t0 * k0;
            long y0 = u1 * s1;
            long d0 = x0 + y0;
            long up0 = Math.unsignedMultiplyHigh(t0, k0) + Math.unsignedMultiplyHigh(u1, s1) + carryOfAny(x0, d0);
            long x1 = t0 * k1;
            long y1 = u1 * k0;
            long z1 = x1 + y1;
            long up1 = Math.unsignedMultiplyHigh(t0, k1) + Math.unsignedMultiplyHigh(u1, k0) + carryOfAny(x1, z1);
            long y2 = t2 * s1 + up0;
            long d1 = z1 + y2;
            long d2 = t2 * k0 + up1 + carryOfAny(z1, d1);

            long fold = (d2 & ~3L) + (d2 >>> 2);
            a0 = d0 + fold;
            a1 = d1 + carryOfAny(d0, a0);
            a2 = (d2 & 3) + carry(d1, a1);
        }
        h0 = a0;
        h1 = a1;
        h2 = a2;
    }

    /** The last reduction of h, and the addition of the key's second half. */
    void finish(long pad0, long pad1) {
        long g0 = h0 + 5;
        long g1 = h1 + carry(h0, g0);
        long g2 = h2 + carry(h1, g1) - 4;
        long reduced = ~(g2 >> 63);
        long f0 = (h0 & ~reduced) | (g0 & reduced);
        long f1 = (h1 & ~reduced) | (g1 & reduced);
        tag0 = f0 + pad0;
        tag1 = f1 + pad1 + carryOfAny(f0, tag0);
    }

    /** What adding anything to a, which gave sum, carries out of 64 bits; no branch, because the operands are secret. */
    private static long carryOfAny(long a, long sum) {
        return Long.compareUnsigned(sum, a) < 0 ? 1 : 0;
    }

    /** The same where the summand that is not named is below 2^63. */
    private static long carry(long a, long sum) {
        return (a & ~sum) >>> 63;
    }
}
