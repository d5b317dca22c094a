package dev.understory.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a signature must not get away with (attacks.md, H16 to H18, H21). */
final class SignatureRulesTest {
    private static final CryptoSuite SUITE = CryptoSuites.real();
    private static final byte[] CHALLENGE = new byte[32];
    private static final byte[] META = {8, 1, 16, 1};

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void acceptsWhatItSigned(KeyType type) {
        NodeKey key = key(type, 1);
        byte[] one = SUITE.sign(key, CHALLENGE);
        byte[] two = SUITE.sign(key, META);
        assertThat(one).hasSize(type.signatureLength());
        assertThat(SUITE.verify(key.publicKey(), CHALLENGE, one)).isTrue();
        assertThat(SUITE.verifyBoth(key.publicKey(), CHALLENGE, one, META, two)).isTrue();
        assertThat(SUITE.verifyBoth(key.publicKey(), CHALLENGE, one, CHALLENGE, one))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void refusesASignatureWithAnyByteChanged(KeyType type) {
        NodeKey key = key(type, 2);
        byte[] one = SUITE.sign(key, CHALLENGE);
        byte[] two = SUITE.sign(key, META);
        Random random = new Random(5);
        for (int i = 0; i < one.length; i++) {
            byte[] bad = one.clone();
            bad[i] ^= (byte) (1 << random.nextInt(8));
            assertThat(SUITE.verify(key.publicKey(), CHALLENGE, bad)).isFalse();
            assertThat(SUITE.verifyBoth(key.publicKey(), CHALLENGE, bad, META, two))
                    .isFalse();
            byte[] badMeta = two.clone();
            badMeta[i] ^= (byte) (1 << random.nextInt(8));
            assertThat(SUITE.verifyBoth(key.publicKey(), CHALLENGE, one, META, badMeta))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void refusesAnotherMessageAnotherKeyAndExchangedSignatures(KeyType type) {
        NodeKey key = key(type, 3);
        byte[] one = SUITE.sign(key, CHALLENGE);
        byte[] two = SUITE.sign(key, META);
        assertThat(SUITE.verify(key.publicKey(), META, one)).isFalse();
        PublicKey other = key(type, 4).publicKey();
        assertThat(SUITE.verify(other, CHALLENGE, one)).isFalse();
        assertThat(SUITE.verifyBoth(other, CHALLENGE, one, META, two)).isFalse();
        assertThat(SUITE.verifyBoth(key.publicKey(), CHALLENGE, two, META, one)).isFalse();
        byte[] byOther = SUITE.sign(key(type, 4), META);
        assertThat(SUITE.verifyBoth(key.publicKey(), CHALLENGE, one, META, byOther))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void refusesSignaturesOfAnotherLengthAndOfZeros(KeyType type) {
        NodeKey key = key(type, 5);
        byte[] one = SUITE.sign(key, CHALLENGE);
        for (int length : new int[] {0, 1, one.length - 1, one.length + 1, 4000}) {
            byte[] bad = Arrays.copyOf(one, length);
            assertThat(SUITE.verify(key.publicKey(), CHALLENGE, bad)).isFalse();
            assertThat(SUITE.verifyBoth(key.publicKey(), CHALLENGE, bad, META, one))
                    .isFalse();
            assertThat(SUITE.verifyBoth(key.publicKey(), CHALLENGE, one, META, bad))
                    .isFalse();
        }
        byte[] zeros = new byte[one.length];
        byte[] ones = new byte[one.length];
        Arrays.fill(ones, (byte) 0xff);
        for (byte[] bad : List.of(zeros, ones)) {
            assertThat(SUITE.verify(key.publicKey(), CHALLENGE, bad)).isFalse();
            assertThat(SUITE.verifyBoth(key.publicKey(), CHALLENGE, bad, META, bad))
                    .isFalse();
        }
    }

    /** S1 + D and S2 - D pass a check of the plain sum; the weighted one catches them. */
    @Test
    void twoBadBlsSignaturesDoNotCancelOut() {
        NodeKey key = key(KeyType.BLS12_381, 6);
        supranational.blst.P2 offset = supranational.blst.P2.generator();
        byte[] one = new supranational.blst.P2(SUITE.sign(key, CHALLENGE))
                .add(offset)
                .compress();
        byte[] two = new supranational.blst.P2(SUITE.sign(key, META))
                .add(supranational.blst.P2.generator().neg())
                .compress();
        assertThat(SUITE.verifyBoth(key.publicKey(), CHALLENGE, one, META, two)).isFalse();
    }

    @Test
    void refusesBlsSignaturesAtInfinityAndOutsideTheSubgroup() {
        NodeKey key = key(KeyType.BLS12_381, 7);
        byte[] good = SUITE.sign(key, META);
        byte[] infinity = new byte[96];
        infinity[0] = (byte) 0xc0;
        for (byte[] bad : List.of(infinity, outsideTheSubgroup())) {
            assertThat(SUITE.verify(key.publicKey(), CHALLENGE, bad)).isFalse();
            assertThat(SUITE.verifyBoth(key.publicKey(), CHALLENGE, bad, META, good))
                    .isFalse();
            assertThat(SUITE.verifyBoth(key.publicKey(), CHALLENGE, good, META, bad))
                    .isFalse();
        }
    }

    @Test
    void refusesAnEd25519SignatureWithSNotReduced() {
        NodeKey key = key(KeyType.ED25519, 8);
        byte[] signature = SUITE.sign(key, CHALLENGE);
        BigInteger s = EdwardsOracle.fromLittleEndian(Arrays.copyOfRange(signature, 32, 64));
        byte[] raised = EdwardsOracle.littleEndian(s.add(EdwardsOracle.ORDER));
        byte[] bad = signature.clone();
        System.arraycopy(raised, 0, bad, 32, 32);
        assertThat(SUITE.verify(key.publicKey(), CHALLENGE, bad)).isFalse();
        assertThat(SUITE.verifyBoth(key.publicKey(), CHALLENGE, bad, CHALLENGE, signature))
                .isFalse();
    }

    @Test
    void refusesASecp256k1SignatureWithHighS() {
        BigInteger order = new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
        NodeKey key = key(KeyType.SECP256K1, 9);
        byte[] signature = SUITE.sign(key, CHALLENGE);
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
        assertThat(s).isLessThanOrEqualTo(order.shiftRight(1));
        byte[] high = order.subtract(s).toByteArray();
        byte[] bad = signature.clone();
        System.arraycopy(high, high.length - 32, bad, 32, 32);
        assertThat(SUITE.verify(key.publicKey(), CHALLENGE, bad)).isFalse();
    }

    /** A good signature plus a point whose order divides the cofactor: as good to a pairing that does not look. */
    @Test
    void refusesBlsSignaturesWithAPartOutsideTheSubgroup() {
        NodeKey key = key(KeyType.BLS12_381, 7);
        BigInteger order = new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);
        byte[] good = SUITE.sign(key, META);
        byte[] bad = new supranational.blst.P2(SUITE.sign(key, CHALLENGE))
                .add(new supranational.blst.P2(outsideTheSubgroup()).mult(order))
                .compress();
        assertThat(SUITE.verify(key.publicKey(), CHALLENGE, bad)).isFalse();
        assertThat(SUITE.verifyBoth(key.publicKey(), CHALLENGE, bad, META, good))
                .isFalse();
    }

    private static byte[] outsideTheSubgroup() {
        for (int x = 1; ; x++) {
            byte[] encoding = new byte[96];
            encoding[0] = (byte) 0x80;
            encoding[95] = (byte) x;
            try {
                if (!new supranational.blst.P2_Affine(encoding).in_group()) {
                    return encoding;
                }
            } catch (RuntimeException notOnTheCurve) {
                continue;
            }
        }
    }

    private static NodeKey key(KeyType type, long seed) {
        byte[] bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return SUITE.nodeKey(type, bytes);
    }
}
