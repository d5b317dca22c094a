package dev.understory.crypto;

import static dev.understory.CanopyVectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.CanopyVectors;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Our cipher against the JDK's, the frames of wire.md, section A, and tampering. */
final class ChaCha20Poly1305Test {
    @Test
    void sealsTheFramesOfALiveNode() {
        JsonNode vector = CanopyVectors.section("keyAgreement");
        byte[] plain = frameOf(CanopyVectors.bytes(vector, "pingRecord"));
        byte[] key = hex("64d5cc6d22155a8b5f90a6657be9c0b95d5e373c361754057a67f6a3f63c742d");
        assertThat(sealed(key, 0, plain)).isEqualTo(CanopyVectors.bytes(vector, "frameCounter0"));
        assertThat(sealed(key, 1, plain)).isEqualTo(CanopyVectors.bytes(vector, "frameCounter1"));
    }

    @Test
    void equalsTheJdkForEveryLengthAndRandomCounters() throws GeneralSecurityException {
        Random random = new Random(1);
        for (int length = 0; length < 1200; length++) {
            equalsTheJdk(random, length, random.nextLong());
        }
        for (int length : new int[] {4096, 65_536, 1_000_003}) {
            equalsTheJdk(random, length, random.nextInt(10));
        }
    }

    /** Prepared or not, announced rightly or wrongly: what comes out is the same. */
    @Test
    void whatIsExpectedDoesNotChangeWhatComesOut() {
        Random random = new Random(6);
        long[] firsts = {0, 1, 0x7fff_fff0L, 0xffff_fff0L, -70, Long.MAX_VALUE - 20, random.nextLong()};
        for (long first : firsts) {
            for (int expected : new int[] {1, 23, 24, 25, 63, 64, 65, 1_000}) {
                byte[] key = bytes(random, 32);
                Aead aead = new ChaCha20Poly1305(key);
                aead.expect(first, expected);
                for (int i = 0; i < 70; i++) {
                    long counter = first + (i % 7 == 6 ? i - 3 : i);
                    byte[] plain = bytes(random, i % 5 == 4 ? 1027 : 1028);
                    byte[] out = new byte[plain.length + 16];
                    aead.seal(counter, plain, 0, plain.length, out, 0);
                    assertThat(out).isEqualTo(sealed(key, counter, plain));
                }
            }
        }
    }

    @Test
    void whatOneCipherExpectsIsNothingToAnother() {
        Random random = new Random(7);
        byte[] key = bytes(random, 32);
        byte[] otherKey = bytes(random, 32);
        Aead aead = new ChaCha20Poly1305(key);
        Aead other = new ChaCha20Poly1305(otherKey);
        byte[] plain = bytes(random, 1028);
        byte[] out = new byte[1044];
        aead.expect(0, 64);
        for (int counter = 0; counter < 10; counter++) {
            other.seal(counter, plain, 0, 1028, out, 0);
            assertThat(out).isEqualTo(sealed(otherKey, counter, plain));
            aead.seal(counter, plain, 0, 1028, out, 0);
            assertThat(out).isEqualTo(sealed(key, counter, plain));
        }
        other.expect(10, 64);
        aead.seal(10, plain, 0, 1028, out, 0);
        assertThat(out).isEqualTo(sealed(key, 10, plain));
    }

    @Test
    void equalsTheJdkWhereCarriesRunThroughAllLimbs() throws GeneralSecurityException {
        // cipher text of all ones makes Poly1305 add the largest blocks; found by sealing the complement of the key
        // stream
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 0xff);
        for (int counter = 0; counter < 50; counter++) {
            byte[] stream = sealed(key, counter, new byte[1028]);
            byte[] plain = new byte[1028];
            for (int i = 0; i < plain.length; i++) {
                plain[i] = (byte) ~stream[i];
            }
            assertThat(sealed(key, counter, plain)).isEqualTo(jdk(key, counter, plain));
        }
    }

    /** With r = 1 the tag is the sum of the blocks, here brought to every value around the prime 2^130 - 5. */
    @Test
    void reducesSumsAroundThePrime() {
        BigInteger prime = BigInteger.ONE.shiftLeft(130).subtract(BigInteger.valueOf(5));
        int length = 32;
        for (int above = -3; above < 10; above++) {
            BigInteger others = BigInteger.valueOf(3)
                    .shiftLeft(128)
                    .add(BigInteger.valueOf(length).shiftLeft(64));
            BigInteger block = prime.add(BigInteger.valueOf(above)).subtract(others);
            ChaCha20Poly1305.Workspace work = new ChaCha20Poly1305.Workspace();
            work.stream[0] = 1;
            byte[] data = Arrays.copyOf(EdwardsOracle.littleEndian(block), 16);
            byte[] out = new byte[length + 16];
            ChaCha20Poly1305 aead = new ChaCha20Poly1305(new byte[32]);
            aead.process(work, Arrays.copyOf(data, length), 0, length, out, 0, true);
            aead.writeTag(out, length);
            BigInteger expected = prime.add(BigInteger.valueOf(above)).mod(prime);
            assertThat(Arrays.copyOfRange(out, length, length + 16))
                    .isEqualTo(Arrays.copyOf(EdwardsOracle.littleEndian(expected), 16));
        }
    }

    @Test
    void sealsAndOpensInPlace() {
        Random random = new Random(2);
        Aead aead = new ChaCha20Poly1305(bytes(random, 32));
        for (int length : new int[] {0, 1, 15, 16, 17, 1028}) {
            byte[] plain = bytes(random, length);
            byte[] buffer = Arrays.copyOf(plain, length + 16);
            aead.seal(9, buffer, 0, length, buffer, 0);
            assertThat(aead.open(9, buffer, 0, length + 16, buffer, 0)).isTrue();
            assertThat(Arrays.copyOf(buffer, length)).isEqualTo(plain);
        }
    }

    @Test
    void refusesEverySingleFlippedBit() {
        Random random = new Random(3);
        byte[] key = bytes(random, 32);
        Aead aead = new ChaCha20Poly1305(key);
        byte[] frame = sealed(key, 5, bytes(random, 1028));
        byte[] out = new byte[1028];
        for (int bit = 0; bit < frame.length * 8; bit++) {
            frame[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(aead.open(5, frame, 0, frame.length, out, 0)).isFalse();
            frame[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertThat(aead.open(5, frame, 0, frame.length, out, 0)).isTrue();
    }

    @Test
    void refusesAnotherCounterAndAnotherKey() {
        Random random = new Random(4);
        byte[] key = bytes(random, 32);
        byte[] frame = sealed(key, 5, bytes(random, 100));
        byte[] out = new byte[100];
        assertThat(new ChaCha20Poly1305(key).open(6, frame, 0, 116, out, 0)).isFalse();
        assertThat(new ChaCha20Poly1305(bytes(random, 32)).open(5, frame, 0, 116, out, 0))
                .isFalse();
    }

    @Test
    void twoCiphersOfOneThreadDoNotDisturbEachOther() {
        Random random = new Random(5);
        byte[] key1 = bytes(random, 32);
        byte[] key2 = bytes(random, 32);
        Aead one = new ChaCha20Poly1305(key1);
        Aead two = new ChaCha20Poly1305(key2);
        byte[] plain = bytes(random, 3000);
        for (int counter = 0; counter < 20; counter++) {
            byte[] ofOne = new byte[plain.length + 16];
            byte[] ofTwo = new byte[50 + 16];
            one.seal(counter, plain, 0, plain.length, ofOne, 0);
            two.seal(counter, plain, 7, 50, ofTwo, 0);
            assertThat(ofOne).isEqualTo(sealed(key1, counter, plain));
            assertThat(ofTwo).isEqualTo(sealed(key2, counter, Arrays.copyOfRange(plain, 7, 57)));
        }
    }

    @Test
    void aWipedCipherDoesNothingAndLeavesOthersAlone() {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 9);
        byte[] otherKey = new byte[32];
        Arrays.fill(otherKey, (byte) 5);
        ChaCha20Poly1305 wiped = new ChaCha20Poly1305(key);
        ChaCha20Poly1305 other = new ChaCha20Poly1305(otherKey);
        byte[] plain = new byte[1028];
        byte[] expected = new byte[1044];
        byte[] out = new byte[1044];
        other.seal(1, plain, 0, 1028, expected, 0);
        wiped.expect(0, 64);
        other.expect(0, 64);
        wiped.wipe();
        other.seal(1, plain, 0, 1028, out, 0);
        assertThat(out).as("what was prepared for the other is as it was").isEqualTo(expected);
        assertThatThrownBy(() -> wiped.seal(0, plain, 0, 1028, out, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> wiped.open(0, out, 0, 1044, plain, 0)).isInstanceOf(IllegalStateException.class);
        assertThat(key).as("the caller's array is the caller's").containsOnly(9);
    }

    @Test
    void refusesKeysAndRangesThatCannotBe() {
        assertThatThrownBy(() -> new ChaCha20Poly1305(new byte[31])).isInstanceOf(IllegalArgumentException.class);
        Aead aead = new ChaCha20Poly1305(new byte[32]);
        assertThatThrownBy(() -> aead.seal(0, new byte[10], 0, 10, new byte[25], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> aead.open(0, new byte[15], 0, 15, new byte[15], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static void equalsTheJdk(Random random, int length, long counter) throws GeneralSecurityException {
        byte[] key = bytes(random, 32);
        byte[] plain = bytes(random, length);
        byte[] expected = jdk(key, counter, plain);
        int at = random.nextInt(9);
        byte[] in = new byte[length + at];
        System.arraycopy(plain, 0, in, at, length);
        byte[] out = new byte[at + length + 16];
        Aead aead = new ChaCha20Poly1305(key);
        aead.seal(counter, in, at, length, out, at);
        assertThat(Arrays.copyOfRange(out, at, out.length)).isEqualTo(expected);
        byte[] back = new byte[length + at];
        assertThat(aead.open(counter, out, at, length + 16, back, at)).isTrue();
        assertThat(back).isEqualTo(in);
    }

    private static byte[] jdk(byte[] key, long counter, byte[] plain) throws GeneralSecurityException {
        byte[] nonce = new byte[12];
        for (int i = 0; i < 8; i++) {
            nonce[4 + i] = (byte) (counter >>> 8 * i);
        }
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
        return cipher.doFinal(plain);
    }

    private static byte[] sealed(byte[] key, long counter, byte[] plain) {
        byte[] out = new byte[plain.length + 16];
        new ChaCha20Poly1305(key).seal(counter, plain, 0, plain.length, out, 0);
        return out;
    }

    private static byte[] frameOf(byte[] record) {
        byte[] frame = new byte[1028];
        frame[0] = (byte) record.length;
        System.arraycopy(record, 0, frame, 4, record.length);
        return frame;
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
