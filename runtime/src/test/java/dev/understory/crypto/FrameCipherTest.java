package dev.understory.crypto;

import static dev.understory.CanopyVectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The arithmetic that is our own against what others have published, and against the JDK's. */
final class FrameCipherTest {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int TAG = Aead.TAG_LENGTH;
    private static final int NONCE = 12;

    /** RFC 8439, section 2.8.2. */
    @Test
    void sealsTheExampleOfTheRfc() {
        byte[] plain = ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
                        + "sunscreen would be it.")
                .getBytes(StandardCharsets.US_ASCII);
        assertThat(sealed(
                        hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"),
                        hex("070000004041424344454647"),
                        hex("50515253c0c1c2c3c4c5c6c7"),
                        plain))
                .isEqualTo(hex("d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
                        + "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
                        + "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
                        + "3ff4def08e4b7a9de576d26586cec64b6116"
                        + "1ae10b594f09e26a7e902ecbd0600691"));
    }

    /** RFC 8439, appendix A.3, vectors 7 to 13: sums at every edge of the reduction. */
    @ParameterizedTest
    @CsvSource({
        "02000000000000000000000000000000, 00000000000000000000000000000000, ffffffffffffffffffffffffffffffff,"
                + "03000000000000000000000000000000",
        "02000000000000000000000000000000, ffffffffffffffffffffffffffffffff, 02000000000000000000000000000000,"
                + "03000000000000000000000000000000",
        "01000000000000000000000000000000, 00000000000000000000000000000000,"
                + "fffffffffffffffffffffffffffffffff0ffffffffffffffffffffffffffffff11000000000000000000000000000000,"
                + "05000000000000000000000000000000",
        "01000000000000000000000000000000, 00000000000000000000000000000000,"
                + "fffffffffffffffffffffffffffffffffbfefefefefefefefefefefefefefefe01010101010101010101010101010101,"
                + "00000000000000000000000000000000",
        "02000000000000000000000000000000, 00000000000000000000000000000000, fdffffffffffffffffffffffffffffff,"
                + "faffffffffffffffffffffffffffffff",
        "01000000000000000400000000000000, 00000000000000000000000000000000,"
                + "e33594d7505e43b900000000000000003394d7505e4379cd01000000000000000000000000000000000000000000000001000000"
                + "000000000000000000000000, 14000000000000005500000000000000",
        "01000000000000000400000000000000, 00000000000000000000000000000000,"
                + "e33594d7505e43b900000000000000003394d7505e4379cd010000000000000000000000000000000000000000000000,"
                + "13000000000000000000000000000000"
    })
    void authenticatesTheEdgesOfTheRfc(String r, String s, String message, String tag) {
        ChaCha20Poly1305 aead = new ChaCha20Poly1305(new byte[32]);
        byte[] stream = hex(r + s);
        aead.begin(stream);
        absorb(aead, hex(message));
        aead.finish((long) LONG.get(stream, 16), (long) LONG.get(stream, 24));
        byte[] out = new byte[TAG];
        aead.writeTag(out, 0);
        assertThat(out).isEqualTo(hex(tag));
    }

    /**
     * Project Wycheproof's cases, which are not part of this repository: with
     * {@code -Dunderstory.test.wycheproof=FILE}, its {@code testvectors_v1/chacha20_poly1305_test.json}.
     */
    @Test
    void judgesTheCasesOfWycheproofAsTheyShouldBe() {
        String file = System.getProperty("understory.test.wycheproof");
        assumeTrue(file != null, "no file of Wycheproof's cases: -Dunderstory.test.wycheproof=FILE");
        int judged = 0;
        for (JsonNode group :
                new ObjectMapper().readTree(Path.of(file).toFile()).get("testGroups")) {
            for (JsonNode test : group.get("tests")) {
                byte[] nonce = hex(test.get("iv").asString());
                if (nonce.length == NONCE) {
                    judge(test, nonce);
                    judged++;
                }
            }
        }
        System.out.println("cases of Wycheproof with a nonce of 96 bits: " + judged);
        assertThat(judged).isGreaterThan(200);
    }

    /**
     * Ours against the JDK's: both seal the same, and each opens what the other sealed, unless a bit is flipped. A hundred
     * million frames take a quarter of an hour: {@code -Dunderstory.test.frames=100000000}.
     */
    @Test
    void sealsAndOpensAsTheJdkDoes() {
        long seed = Long.getLong("understory.test.seed", 20_261_130);
        long frames = Long.getLong("understory.test.frames", 20_000);
        System.out.println("frames sealed by both: " + frames + ", seed " + seed);
        Random random = new Random(seed);
        byte[] pool = new byte[1 << 16];
        byte[] mine = new byte[1_300 + TAG];
        byte[] theirs = new byte[mine.length];
        byte[] back = new byte[mine.length];
        Aead own = FrameCipher.OWN.create(new byte[32]);
        Aead jdk = FrameCipher.JDK.create(new byte[32]);
        long first = 0;
        for (long frame = 0; frame < frames; frame++) {
            if (frame % 512 == 0) {
                byte[] key = bytes(random, 32);
                own = FrameCipher.OWN.create(key);
                jdk = FrameCipher.JDK.create(key);
                random.nextBytes(pool);
                Arrays.fill(pool, 0, 2_000, (byte) (frame / 512 % 2 == 0 ? 0xff : 0));
            }
            int length = frame % 2 == 0 ? 1028 : random.nextInt(1_300);
            int at = random.nextInt(pool.length - length);
            if (frame % 64 == 0) {
                first = random.nextLong();
                own.expect(first, random.nextInt(80));
            }
            long counter = first + frame % 64;
            own.seal(counter, pool, at, length, mine, 0);
            jdk.seal(counter, pool, at, length, theirs, 0);
            agree(mine, theirs, length + TAG, frame);
            if (frame % 16 == 0) {
                int bit = random.nextInt((length + TAG) * 8);
                mine[bit / 8] ^= (byte) (1 << bit % 8);
                assertThat(own.open(counter, mine, 0, length + TAG, back, 0)).isFalse();
                assertThat(jdk.open(counter, mine, 0, length + TAG, back, 0)).isFalse();
            } else {
                Aead opener = frame % 2 == 0 ? own : jdk;
                if (!opener.open(counter, mine, 0, length + TAG, back, 0)
                        || !Arrays.equals(back, 0, length, pool, at, at + length)) {
                    throw new AssertionError("frame " + frame + " was not opened as it was sealed");
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWipedKeySealsAndOpensNothing(FrameCipher cipher) {
        Aead aead = cipher.create(new byte[32]);
        byte[] out = new byte[1044];
        aead.seal(0, new byte[1028], 0, 1028, out, 0);
        aead.wipe();
        assertThatThrownBy(() -> aead.seal(1, new byte[1028], 0, 1028, out, 0))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> aead.open(0, out, 0, 1044, new byte[1028], 0))
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource
    void sealsAndOpensInPlaceWithEitherCipher(FrameCipher cipher) {
        Aead aead = cipher.create(bytes(new Random(2), 32));
        byte[] plain = bytes(new Random(3), 1028);
        byte[] buffer = Arrays.copyOf(plain, 1044);
        aead.seal(9, buffer, 0, 1028, buffer, 0);
        assertThat(aead.open(9, buffer, 0, 1044, buffer, 0)).isTrue();
        assertThat(Arrays.copyOf(buffer, 1028)).isEqualTo(plain);
    }

    private static void judge(JsonNode test, byte[] nonce) {
        byte[] key = hex(test.get("key").asString());
        byte[] associated = hex(test.get("aad").asString());
        byte[] plain = hex(test.get("msg").asString());
        byte[] cipherText = hex(test.get("ct").asString());
        byte[] tag = hex(test.get("tag").asString());
        boolean valid = test.get("result").asString().equals("valid");
        byte[] sealed = sealed(key, nonce, associated, plain);
        String name = "case " + test.get("tcId") + ": " + test.get("comment");
        assertThat(Arrays.equals(
                        sealed, hex(test.get("ct").asString() + test.get("tag").asString())))
                .as(name)
                .isEqualTo(valid);
        byte[] opened = passed(key, nonce, associated, cipherText, false);
        assertThat(Arrays.equals(Arrays.copyOfRange(opened, cipherText.length, opened.length), tag))
                .as("the tag of %s", name)
                .isEqualTo(valid);
        if (valid) {
            assertThat(Arrays.copyOf(opened, cipherText.length)).as(name).isEqualTo(plain);
        }
    }

    private static byte[] sealed(byte[] key, byte[] nonce, byte[] associated, byte[] plain) {
        return passed(key, nonce, associated, plain, true);
    }

    /**
     * The other side of the bytes and the tag. What a frame never has, a nonce that does not begin with zeros and associated
     * data, goes through the parts that seal and open frames.
     */
    private static byte[] passed(byte[] key, byte[] nonce, byte[] associated, byte[] in, boolean sealing) {
        ChaCha20Poly1305.Workspace work = new ChaCha20Poly1305.Workspace();
        ChaCha20Poly1305 aead = new ChaCha20Poly1305(key);
        System.arraycopy(nonce, 0, work.nonce, 0, 4);
        work.generate(aead, (long) LONG.get(nonce, 4), in.length);
        byte[] out = new byte[in.length + TAG];
        aead.process(work, in, 0, in.length, out, 0, sealing);
        aead.begin(work.stream);
        absorb(aead, associated);
        absorb(aead, sealing ? Arrays.copyOf(out, in.length) : in);
        byte[] lengths = new byte[16];
        LONG.set(lengths, 0, (long) associated.length);
        LONG.set(lengths, 8, (long) in.length);
        absorb(aead, lengths);
        aead.finish((long) LONG.get(work.stream, 16), (long) LONG.get(work.stream, 24));
        aead.writeTag(out, in.length);
        return out;
    }

    /** Authenticates bytes, padded with zeros to whole blocks. */
    private static void absorb(ChaCha20Poly1305 aead, byte[] bytes) {
        byte[] padded = Arrays.copyOf(bytes, (bytes.length + 15) / 16 * 16);
        aead.blocks(padded, 0, new byte[padded.length], 0, padded.clone(), 0, padded.length, false);
    }

    private static void agree(byte[] mine, byte[] theirs, int length, long frame) {
        if (!Arrays.equals(mine, 0, length, theirs, 0, length)) {
            throw new AssertionError("frame " + frame + " is sealed in two ways");
        }
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
