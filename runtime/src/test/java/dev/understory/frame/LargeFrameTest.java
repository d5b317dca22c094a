package dev.understory.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understory.crypto.Aead;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.frame.Opener.Verdict;
import dev.understory.wire.Bytes;
import dev.understory.wire.SpareArrays;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Frames that are as long as what is in them, and what becomes of them on their way (wire.md, section 12.3). */
final class LargeFrameTest {
    private static final CryptoSuite REAL = CryptoSuites.real();
    private static final int MAX = LargeFrames.DATA;

    private final ByteArrayOutputStream opened = new ByteArrayOutputStream();
    private final byte[] plain = new byte[ShardBuffers.END];
    private LargeFrameOpener opener = new LargeFrameOpener(aead());

    @Test
    void aFrameIsItsLengthItsDataAndATag() {
        byte[] data = data(300, 1);
        byte[] sealed = seal(new LargeFrameSealer(aead()), data);
        byte[] body = new byte[316];
        aead().seal(0, data, 0, 300, body, 0);
        assertThat(sealed).hasSize(2 + 300 + 16).startsWith(1, 44);
        assertThat(Arrays.copyOfRange(sealed, 2, sealed.length)).isEqualTo(body);
    }

    @Test
    void whatIsSealedIsOpenedInWhateverPiecesItComes() {
        Random random = new Random(31);
        for (int i = 0; i < 300; i++) {
            CryptoSuite suite = i % 3 == 0 ? CryptoSuites.modelled() : REAL;
            boolean isAes = i % 2 == 0;
            byte[] key = data(32, 1000 + i);
            LargeFrameSealer sealer = new LargeFrameSealer(isAes ? suite.aesGcm(key) : suite.aead(key));
            opener = new LargeFrameOpener(isAes ? suite.aesGcm(key) : suite.aead(key));
            opener.use(random.nextBoolean() ? new SpareArrays() : SpareArrays.NONE);
            opened.reset();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ByteArrayOutputStream wire = new ByteArrayOutputStream();
            for (int n = 0; n < 5; n++) {
                byte[] data = data(1 + random.nextInt(random.nextBoolean() ? 100 : 4 * MAX), n);
                all.writeBytes(data);
                wire.writeBytes(seal(sealer, data));
            }
            byte[] stream = wire.toByteArray();
            for (int at = 0; at < stream.length; ) {
                int size = Math.min(stream.length - at, 1 + random.nextInt(random.nextBoolean() ? 20 : 70_000));
                assertThat(receive(stream, at, size)).isEqualTo(Verdict.OPENED);
                at += size;
            }
            assertThat(opened.toByteArray()).isEqualTo(all.toByteArray());
            assertThat(opener.partial()).isZero();
            assertThat(opener.held()).isZero();
        }
    }

    @Test
    void f1NoFlippedBitOfAFrameIsSeen() {
        byte[] sealed = seal(new LargeFrameSealer(aead()), data(40, 1));
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] flipped = sealed.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            opener = new LargeFrameOpener(aead());
            Verdict verdict = receive(flipped, 0, flipped.length);
            assertThat(opened.size()).isZero();
            if (bit >= 16) {
                assertThat(verdict).isEqualTo(Verdict.BAD_TAG);
            }
        }
    }

    @Test
    void f2AFrameThatIsRepeatedDroppedOrMovedDoesNotOpen() {
        LargeFrameSealer sealer = new LargeFrameSealer(aead());
        byte[] one = seal(sealer, data(20, 1));
        byte[] two = seal(sealer, data(20, 2));
        assertThat(receive(one, 0, one.length)).isEqualTo(Verdict.OPENED);
        assertThat(receive(one, 0, one.length)).isEqualTo(Verdict.BAD_TAG);
        opener = new LargeFrameOpener(aead());
        assertThat(receive(two, 0, two.length)).isEqualTo(Verdict.BAD_TAG);
    }

    @Test
    void f3NothingIsSeenOfAFrameThatIsCutAnywhere() {
        byte[] sealed = seal(new LargeFrameSealer(aead()), data(200, 1));
        for (int cut = 0; cut < sealed.length; cut++) {
            opener = new LargeFrameOpener(aead());
            assertThat(receive(sealed, 0, cut)).isEqualTo(Verdict.OPENED);
            assertThat(opened.size()).isZero();
            assertThat(opener.partial()).isEqualTo(cut);
        }
    }

    @Test
    void f4ALengthThatNoFrameHasIsRefusedWhenItIsThere() {
        for (int length : new int[] {0, MAX + 1, 0x8000, 0xffff}) {
            byte[] header = {(byte) (length >>> 8), (byte) length};
            opener = new LargeFrameOpener(aead());
            assertThat(receive(header, 0, 2)).isEqualTo(Verdict.BAD_LENGTH);
            opener = new LargeFrameOpener(aead());
            assertThat(receive(header, 0, 1)).isEqualTo(Verdict.OPENED);
            assertThat(receive(header, 1, 1)).isEqualTo(Verdict.BAD_LENGTH);
            byte[] more = new byte[20_000];
            System.arraycopy(header, 0, more, 0, 2);
            opener = new LargeFrameOpener(aead());
            assertThat(receive(more, 0, more.length)).isEqualTo(Verdict.BAD_LENGTH);
        }
    }

    @Test
    void f6CountersAreUsedUpAndNeverComeAgain() {
        LargeFrameSealer sealer = new LargeFrameSealer(aead(), -2L);
        opener = new LargeFrameOpener(aead(), -2L);
        assertThat(sealer.hasCountersFor(MAX)).isTrue();
        assertThat(sealer.hasCountersFor(MAX + 1)).isFalse();
        byte[] last = seal(sealer, data(10, 1));
        assertThat(receive(last, 0, last.length)).isEqualTo(Verdict.OPENED);
        assertThatThrownBy(() -> seal(sealer, data(10, 1))).isInstanceOf(IllegalStateException.class);
        assertThat(receive(last, 0, last.length)).isEqualTo(Verdict.EXHAUSTED);
    }

    @Test
    void memoryGrowsWithWhatHasComeAndNotWithWhatIsClaimed() {
        byte[] sealed = seal(new LargeFrameSealer(aead()), data(MAX, 1));
        SpareArrays spare = new SpareArrays();
        opener.use(spare);
        for (int at = 0; at < sealed.length - 1; at++) {
            receive(sealed, at, 1);
            assertThat(opener.held()).isLessThanOrEqualTo(Math.max(1024, 4 * (at + 1)));
        }
        assertThat(opener.held()).isBetween(sealed.length, 2 * sealed.length);
        receive(sealed, sealed.length - 1, 1);
        assertThat(opener.held()).isZero();
        assertThat(spare.take(32 * 1024)).as("to be used again").isNotNull();
    }

    @Test
    void whatTheKeyOpensIsNotOpenedOnceItIsWiped() {
        receive(seal(new LargeFrameSealer(aead()), data(100, 1)), 0, 50);
        opener.wipe();
        assertThat(opener.held()).isZero();
        assertThatThrownBy(() -> receive(seal(new LargeFrameSealer(aead()), data(100, 1)), 0, 118))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFrameCostsItsBytesButNeverLessThanHalfAnOrdinaryOne() {
        LargeFrameSealer sealer = new LargeFrameSealer(aead());
        byte[] small = seal(sealer, data(1, 1));
        byte[] large = seal(sealer, data(MAX, 2));
        receive(small, 0, small.length);
        assertThat(opener.work()).isEqualTo(Frames.SIZE / 2);
        receive(large, 0, large.length);
        assertThat(opener.work()).isEqualTo(Frames.SIZE / 2 + LargeFrames.SIZE);
        assertThat(opener.frames()).isEqualTo(2);
    }

    @Test
    void roomIsWhatFitsTheBytesThatAreWanted() {
        LargeFrameSealer sealer = new LargeFrameSealer(aead());
        for (int bytes = 1; bytes < 200_000; bytes += 37) {
            int room = sealer.room(bytes);
            assertThat(room).isBetween(Frames.DATA, ShardBuffers.FRAMES * Frames.DATA);
            assertThat(sealer.sealedSize(room))
                    .isLessThanOrEqualTo(Math.max(bytes, Frames.DATA + LargeFrames.OVERHEAD));
        }
        assertThat(sealer.room(LargeFrames.SIZE)).isEqualTo(MAX);
        assertThat(sealer.room(1 << 20)).isEqualTo(64 * 1024);
        assertThat(sealer.unused(100)).isZero();
    }

    @FuzzTest
    void anyStreamIsOpenedOrRefused(FuzzedDataProvider data) {
        int piece = data.consumeInt(1, 5000);
        openAll(data.consumeRemainingAsBytes(), piece);
    }

    @Test
    void randomStreamsAreOpenedOrRefused() {
        Random random = new Random(32);
        byte[] good = seal(new LargeFrameSealer(aead()), data(40_000, 1));
        for (int i = 0; i < 2000; i++) {
            byte[] stream = good.clone();
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                stream[random.nextInt(i % 2 == 0 ? 20 : stream.length)] ^= (byte) (1 << random.nextInt(8));
            }
            openAll(stream, 1 + random.nextInt(20_000));
        }
    }

    private void openAll(byte[] stream, int piece) {
        opener = new LargeFrameOpener(aead());
        opened.reset();
        Verdict verdict = Verdict.OPENED;
        for (int at = 0; at < stream.length && verdict == Verdict.OPENED; at += piece) {
            verdict = receive(stream, at, Math.min(piece, stream.length - at));
        }
        byte[] seen = opened.toByteArray();
        assertThat(Arrays.equals(seen, Arrays.copyOf(data(40_000, 1), seen.length)))
                .as("nothing but what was sealed")
                .isTrue();
    }

    /** As a session does it. */
    private Verdict receive(byte[] stream, int from, int size) {
        Bytes piece = Bytes.wrap(stream, from, size);
        Verdict verdict = Verdict.OPENED;
        for (int at = 0; at < size && verdict == Verdict.OPENED; at += opener.consumed()) {
            verdict = opener.open(piece, at, plain, ShardBuffers.START);
            opened.write(plain, ShardBuffers.START, opener.produced());
        }
        return verdict;
    }

    private static byte[] seal(LargeFrameSealer sealer, byte[] data) {
        byte[] sealed = new byte[sealer.sealedSize(data.length)];
        assertThat(sealer.seal(data, 0, data.length, sealed, 0)).isEqualTo(sealed.length);
        return sealed;
    }

    /** Not AES: the JDK does not seal twice with a key and counter, as these tests do. */
    private static Aead aead() {
        return REAL.aead(new byte[32]);
    }

    private static byte[] data(int size, int seed) {
        byte[] data = new byte[size];
        new Random(seed).nextBytes(data);
        return data;
    }
}
