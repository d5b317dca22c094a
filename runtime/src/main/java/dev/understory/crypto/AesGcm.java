package dev.understory.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/**
 * {@link Aead} by the JDK's AES-256-GCM (NIST SP 800-38D) with the nonces of the others. What may be sealed with one key is bounded: TLS 1.3 stops at 2^24.5 records of 16 KiB (RFC 8446,
 * section 5.5). Here a key is good for 2^24 frames, and the next is made of it by both ends without a word (wire.md, section
 * 12.4); counters go on.
 */
final class AesGcm extends JdkCipher {
    /** A key is good for two to this power of frames. */
    static final int FRAMES_PER_KEY_LOG = 24;

    private static final byte[] NEXT_KEY = "understory next key".getBytes(StandardCharsets.US_ASCII);
    private static final long NOT_USED = -1;
    private static final ThreadLocal<ThreadCiphers> CIPHERS = ThreadLocal.withInitial(ThreadCiphers::aesGcm);

    /** Which key this is of all that follow from the first: counters without their last 24 bits. */
    private long generation = NOT_USED;

    /** With the key for the first counter that is used, which is 0 but in tests. */
    AesGcm(byte[] key) {
        super(new FrameKey(key, FrameKey.AES), CIPHERS);
    }

    @Override
    FrameKey keyFor(long counter, FrameKey current) {
        long wanted = counter >>> FRAMES_PER_KEY_LOG;
        if (generation == wanted) {
            return current;
        }
        boolean first = generation == NOT_USED;
        generation = first ? wanted : generation + 1;
        return first ? current : next(current);
    }

    private static FrameKey next(FrameKey key) {
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
        hkdf.init(HKDFParameters.skipExtractParameters(key.bytes(), NEXT_KEY));
        byte[] next = new byte[KEY_LENGTH];
        hkdf.generateBytes(next, 0, KEY_LENGTH);
        key.destroy();
        FrameKey following = new FrameKey(next, FrameKey.AES);
        Arrays.fill(next, (byte) 0);
        return following;
    }
}
