package dev.understory.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.frame.Opener.Verdict;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] KEY = HEX.parseHex("64d5cc6d22155a8b5f90a6657be9c0b95d5e373c361754057a67f6a3f63c742d");
    private static final byte[] PING = HEX.parseHex("000000300a2e0a20747970652e676f6f676c65617069732e636f6d2f"
            + "74797065732e5061636b6574120a080610011a0470696e67");

    @Test
    void sealsTheFramesOfTheSpecification() throws NoSuchAlgorithmException {
        FrameSealer sealer = new FrameSealer(new OracleAead(KEY));
        byte[] first = seal(sealer, PING);
        byte[] second = seal(sealer, PING);

        assertThat(first).hasSize(1044);
        assertThat(HEX.formatHex(first))
                .startsWith("70d711288288a6d490552b717d51318fe3fd9e6e299d41a13905ae7d0434f197")
                .endsWith("b6a6eb5c5b6caefef68208acb8a6ed41");
        assertThat(sha256(first)).isEqualTo("fc51a9fc492aa9eb886ff7db69cec8bed4aa50b15344095165cc4dfc6b0fa502");
        assertThat(HEX.formatHex(second))
                .startsWith("e2600363102db675d5b002267939a42c01ce4328d18e6192eb40624339b8c304")
                .endsWith("83f8031e1b7693639d534305f57fa9b9");
        assertThat(sha256(second)).isEqualTo("2a75d92e3bc49acd7d8b86536eba4082ec65c2ce8cbbb461d55bc8d8979b8cd6");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1023, 1024, 1025, 2048, 2049, 65_536, 65_537, 300_000})
    void whatIsSealedInOneCallOpensInOneStream(int length) {
        byte[] data = random(length, length);
        byte[] sealed = seal(new FrameSealer(new OracleAead(KEY)), data);

        assertThat(sealed).hasSize(Frames.sealedSize(length));
        assertThat(open(new FrameOpener(new OracleAead(KEY)), sealed)).isEqualTo(data);
    }

    @Test
    void nothingToSealMakesNoFrame() {
        assertThat(seal(new FrameSealer(new OracleAead(KEY)), new byte[0])).isEmpty();
    }

    @Test
    void padsWithZerosWhateverTheBufferHeldBefore() {
        byte[] plain = new byte[4 + 2048];
        Arrays.fill(plain, (byte) 0x77);
        byte[] sealed = new byte[2 * Frames.SIZE];
        new FrameSealer(new OracleAead(KEY)).seal(plain, 4, 1030, sealed, 0);

        byte[] opened = new byte[Frames.PLAIN];
        assertThat(new OracleAead(KEY).open(1, sealed, Frames.SIZE, Frames.SIZE, opened, 0))
                .isTrue();
        assertThat(Arrays.copyOf(opened, 10)).isEqualTo(new byte[] {6, 0, 0, 0, 0x77, 0x77, 0x77, 0x77, 0x77, 0x77});
        assertThat(Arrays.copyOfRange(opened, 10, Frames.PLAIN)).containsOnly(0);
    }

    @Test
    void bytesSplitAtEveryOffsetOpenTheSame() {
        byte[] data = random(2_500, 5);
        byte[] sealed = seal(new FrameSealer(new OracleAead(KEY)), data);
        for (int split = 0; split <= sealed.length; split++) {
            FrameOpener opener = new FrameOpener(new OracleAead(KEY));
            byte[] opened = join(
                    open(opener, Arrays.copyOf(sealed, split)),
                    open(opener, Arrays.copyOfRange(sealed, split, sealed.length)));
            assertThat(Arrays.equals(opened, data)).as("split at %s", split).isTrue();
        }
    }

    @Test
    void bytesThatComeOneByOneOpenTheSame() {
        byte[] data = random(1_500, 6);
        byte[] sealed = seal(new FrameSealer(new OracleAead(KEY)), data);
        FrameOpener opener = new FrameOpener(new OracleAead(KEY));
        ByteArrayOutputStream opened = new ByteArrayOutputStream();
        for (byte next : sealed) {
            opened.writeBytes(open(opener, new byte[] {next}));
        }
        assertThat(opened.toByteArray()).isEqualTo(data);
    }

    @Test
    void anOutputThatFillsUpLeavesTheRestOfTheInput() {
        byte[] data = random(5_000, 7);
        byte[] sealed = seal(new FrameSealer(new OracleAead(KEY)), data);
        FrameOpener opener = new FrameOpener(new OracleAead(KEY));
        byte[] plain = new byte[4 + 2_048];

        assertThat(opener.open(sealed, 0, sealed.length, plain, 4)).isEqualTo(Verdict.OPENED);
        assertThat(opener.produced()).isEqualTo(2_048);
        assertThat(opener.consumed()).isEqualTo(2 * Frames.SIZE);
    }

    @Test
    void framesOfAnyFillIncludingNoneMakeOneStream() {
        byte[] stream =
                join(frame(0, 5, 'a'), frame(1, 0, 'b'), frame(2, 1024, 'c'), frame(3, 1, 'd'), frame(4, 0, 'e'));
        byte[] expected = join(filled(5, 'a'), filled(1024, 'c'), filled(1, 'd'));
        assertThat(open(new FrameOpener(new OracleAead(KEY)), stream)).isEqualTo(expected);
    }

    @Test
    void f1AnySingleBitFlippedMakesTheFrameUnreadable() {
        byte[] good = frame(0, 20, 'x');
        for (int bit = 0; bit < 8 * Frames.SIZE; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            FrameOpener opener = new FrameOpener(new OracleAead(KEY));
            byte[] plain = new byte[Frames.PLAIN];
            assertThat(opener.open(bad, 0, bad.length, plain, 4)).isEqualTo(Verdict.BAD_TAG);
            assertThat(opener.produced()).isZero();
        }
    }

    @Test
    void f1FramesBeforeTheBadOneStayIntact() {
        byte[] stream = join(frame(0, 100, 'a'), frame(1, 100, 'b'));
        stream[stream.length - 1] ^= 1;
        FrameOpener opener = new FrameOpener(new OracleAead(KEY));
        byte[] plain = new byte[4 + 2_048];

        assertThat(opener.open(stream, 0, stream.length, plain, 4)).isEqualTo(Verdict.BAD_TAG);
        assertThat(opener.produced()).isEqualTo(100);
        assertThat(Arrays.copyOfRange(plain, 4, 104)).isEqualTo(filled(100, 'a'));
    }

    @Test
    void f2FramesReplayedDroppedReorderedOrDuplicatedDoNotOpen() {
        byte[] f0 = frame(0, 10, 'a');
        byte[] f1 = frame(1, 10, 'b');
        byte[] f2 = frame(2, 10, 'c');
        assertThat(verdict(join(f0, f0))).as("replayed").isEqualTo(Verdict.BAD_TAG);
        assertThat(verdict(join(f0, f2))).as("dropped").isEqualTo(Verdict.BAD_TAG);
        assertThat(verdict(join(f1, f0))).as("reordered").isEqualTo(Verdict.BAD_TAG);
        assertThat(verdict(join(f0, f1, f1))).as("duplicated").isEqualTo(Verdict.BAD_TAG);
        assertThat(verdict(join(f0, f1, f2))).as("in order").isEqualTo(Verdict.OPENED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1025, 1028, 0x0100_0000, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void f4ALengthAbove1024IsRefused(int length) {
        byte[] plain = new byte[Frames.PLAIN];
        for (int i = 0; i < 4; i++) {
            plain[i] = (byte) (length >>> 8 * i);
        }
        byte[] frame = new byte[Frames.SIZE];
        new OracleAead(KEY).seal(0, plain, 0, Frames.PLAIN, frame, 0);
        assertThat(verdict(frame)).isEqualTo(Verdict.BAD_LENGTH);
    }

    @Test
    void f6TheSealerStopsBeforeTheCounterWraps() {
        FrameSealer sealer = new FrameSealer(new OracleAead(KEY), -2L);
        assertThat(sealer.canSeal(1)).isTrue();
        assertThat(sealer.canSeal(2)).isFalse();
        seal(sealer, PING);
        assertThat(sealer.canSeal(1)).isFalse();
        assertThat(sealer.canSeal(0)).isTrue();
        assertThatThrownBy(() -> seal(sealer, PING)).isInstanceOf(IllegalStateException.class);
        assertThat(new FrameSealer(new OracleAead(KEY)).canSeal(Integer.MAX_VALUE))
                .isTrue();
    }

    @Test
    void f6TheOpenerStopsBeforeTheCounterWraps() {
        byte[] stream = join(frame(-2L, 10, 'a'), frame(-1L, 10, 'b'), frame(0, 10, 'c'));
        FrameOpener opener = new FrameOpener(new OracleAead(KEY), -2L);
        byte[] plain = new byte[4 + 3_072];
        assertThat(opener.open(stream, 0, stream.length, plain, 4)).isEqualTo(Verdict.EXHAUSTED);
        assertThat(opener.produced()).isEqualTo(10);
    }

    @Test
    void f8FramesOfTheOtherDirectionsKeyDoNotOpen() {
        byte[] other = KEY.clone();
        other[0] ^= 1;
        FrameOpener opener = new FrameOpener(new OracleAead(other));
        assertThat(opener.open(frame(0, 1, 'x'), 0, Frames.SIZE, new byte[Frames.PLAIN], 4))
                .isEqualTo(Verdict.BAD_TAG);
    }

    @Test
    void f11PaddingThatIsNotZeroIsIgnored() {
        byte[] plain = new byte[Frames.PLAIN];
        Arrays.fill(plain, (byte) 0x66);
        System.arraycopy(new byte[] {3, 0, 0, 0}, 0, plain, 0, 4);
        byte[] frame = new byte[Frames.SIZE];
        new OracleAead(KEY).seal(0, plain, 0, Frames.PLAIN, frame, 0);
        assertThat(open(new FrameOpener(new OracleAead(KEY)), frame)).isEqualTo(filled(3, 0x66));
    }

    @Test
    void randomPiecesOfRandomStreamsOpenTheSame() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            FrameSealer sealer = new FrameSealer(new OracleAead(KEY));
            ByteArrayOutputStream sealed = new ByteArrayOutputStream();
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            for (int i = 0; i < 6; i++) {
                byte[] part = random(random.nextInt(3_000), seed * 10 + i);
                expected.writeBytes(part);
                sealed.writeBytes(seal(sealer, part));
            }
            FrameOpener opener = new FrameOpener(new OracleAead(KEY));
            ByteArrayOutputStream opened = new ByteArrayOutputStream();
            byte[] stream = sealed.toByteArray();
            for (int at = 0; at < stream.length; ) {
                int size = Math.min(stream.length - at, 1 + random.nextInt(4_000));
                opened.writeBytes(open(opener, Arrays.copyOfRange(stream, at, at + size)));
                at += size;
            }
            assertThat(opened.toByteArray()).as("seed %s", seed).isEqualTo(expected.toByteArray());
        }
    }

    /** Seals from a buffer that is dirty everywhere outside the data. */
    static byte[] seal(FrameSealer sealer, byte[] data) {
        byte[] plain = new byte[4 + Frames.count(data.length) * Frames.DATA];
        Arrays.fill(plain, (byte) 0x5a);
        System.arraycopy(data, 0, plain, 4, data.length);
        byte[] out = new byte[Frames.sealedSize(data.length)];
        assertThat(sealer.seal(plain, 4, data.length, out, 0)).isEqualTo(out.length);
        return out;
    }

    /** Opens with room for three frames at a time. */
    static byte[] open(FrameOpener opener, byte[] in) {
        ByteArrayOutputStream opened = new ByteArrayOutputStream();
        byte[] plain = new byte[4 + 3 * Frames.DATA];
        for (int at = 0; at < in.length; at += opener.consumed()) {
            assertThat(opener.open(in, at, in.length, plain, 4)).isEqualTo(Verdict.OPENED);
            opened.write(plain, 4, opener.produced());
        }
        return opened.toByteArray();
    }

    private static Verdict verdict(byte[] stream) {
        return new FrameOpener(new OracleAead(KEY)).open(stream, 0, stream.length, new byte[4 + 8 * 1024], 4);
    }

    private static byte[] frame(long counter, int size, int content) {
        byte[] plain = new byte[Frames.PLAIN];
        plain[0] = (byte) size;
        plain[1] = (byte) (size >>> 8);
        Arrays.fill(plain, 4, 4 + size, (byte) content);
        byte[] frame = new byte[Frames.SIZE];
        new OracleAead(KEY).seal(counter, plain, 0, Frames.PLAIN, frame, 0);
        return frame;
    }

    private static byte[] filled(int size, int content) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) content);
        return bytes;
    }

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
