package dev.understory.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.KEM;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.junit.jupiter.api.Test;

/** ML-KEM-768 as FIPS 203 has it. */
final class MlKemTest {
    /**
     * The accumulated known answers of C2SP's CCTV (ML-KEM/README.md, "Accumulated pq-crystals vectors"), which stand for
     * 10,000 of them, or here for the first 100: keys, ciphertexts and secrets of inputs that SHAKE-128 makes, rejections
     * included, hashed one after the other.
     */
    private static final String FIRST_100 = "1114b1b6699ed191734fa339376afa7e285c9e6acf6ff0177d346696ce564415";

    private static final String FIRST_10_000 = "8a518cc63da366322a8e7a818c7a0d63483cb3528d34a4cf42f35d5ad73f22fc";

    @Test
    void givesTheKnownAnswersOfFips203() {
        assertThat(accumulated(100)).isEqualTo(FIRST_100);
        assertThat(accumulated(10_000)).isEqualTo(FIRST_10_000);
    }

    private static String accumulated(int count) {
        SHAKEDigest inputs = new SHAKEDigest(128);
        SHAKEDigest outputs = new SHAKEDigest(128);
        for (int i = 0; i < count; i++) {
            byte[] seed = read(inputs, MlKem.SEED);
            byte[] key = MlKem.key(seed);
            update(outputs, key);
            HybridRecord answer = MlKem.answer(key, read(inputs, 32)).orElseThrow();
            update(outputs, answer.record());
            update(outputs, answer.secret());
            assertThat(MlKem.secret(seed, answer.record())).isEqualTo(answer.secret());
            update(outputs, MlKem.secret(seed, read(inputs, HybridRecord.CIPHERTEXT)));
        }
        return HexFormat.of().formatHex(read(outputs, 32));
    }

    @Test
    void understandsTheJdks() throws Exception {
        KeyPair pair = jdksPair();
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] key = Arrays.copyOfRange(encoded, encoded.length - HybridRecord.KEY, encoded.length);
        HybridRecord answer = MlKem.answer(key, new byte[64]).orElseThrow();
        byte[] secret = KEM.getInstance("ML-KEM")
                .newDecapsulator(pair.getPrivate())
                .decapsulate(answer.record())
                .getEncoded();
        assertThat(secret).isEqualTo(answer.secret());
    }

    /** JDK 24 and later have it. */
    private static KeyPair jdksPair() {
        try {
            return KeyPairGenerator.getInstance("ML-KEM-768").generateKeyPair();
        } catch (NoSuchAlgorithmException olderJdk) {
            assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(24);
            throw new AssertionError(olderJdk);
        }
    }

    /** FIPS 203, section 7.2: a key whose coefficients are not below q, or that has another length. */
    @Test
    void whatIsNoEncapsulationKeyIsRefused() {
        byte[] key = MlKem.key(new byte[MlKem.SEED]);
        assertThat(MlKem.answer(key, new byte[64])).isPresent();
        for (int length : new int[] {0, 1, 1183, 1185, 1568}) {
            assertThat(MlKem.answer(Arrays.copyOf(key, length), new byte[64])).isEmpty();
        }
        byte[] tooLarge = key.clone();
        tooLarge[0] = (byte) 0xff;
        tooLarge[1] |= 0x0f;
        assertThat(MlKem.answer(tooLarge, new byte[64])).isEmpty();
    }

    @Test
    void anAlteredCiphertextGivesAnotherSecretAndNoError() {
        Random random = new Random(51);
        byte[] seed = new byte[MlKem.SEED];
        random.nextBytes(seed);
        HybridRecord answer = MlKem.answer(MlKem.key(seed), new byte[64]).orElseThrow();
        for (int i = 0; i < 50; i++) {
            byte[] altered = answer.record().clone();
            altered[random.nextInt(altered.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(MlKem.secret(seed, altered)).hasSize(32).isNotEqualTo(answer.secret());
        }
    }

    @Test
    void aSeedOfAnotherLengthIsADefect() {
        assertThatThrownBy(() -> MlKem.key(new byte[32])).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] read(SHAKEDigest from, int size) {
        byte[] bytes = new byte[size];
        from.doOutput(bytes, 0, size);
        return bytes;
    }

    private static void update(SHAKEDigest digest, byte[] bytes) {
        digest.update(bytes, 0, bytes.length);
    }
}
