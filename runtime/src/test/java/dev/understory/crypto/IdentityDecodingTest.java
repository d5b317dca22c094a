package dev.understory.crypto;

import static dev.understory.CanopyVectors.hex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.EdwardsOracle.Point;
import dev.understory.crypto.IdentityDecoding.Decoded;
import dev.understory.crypto.IdentityDecoding.Reason;
import dev.understory.crypto.IdentityDecoding.Rejected;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import dev.understory.identity.SecretKey;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which identity keys a peer may have (wire.md, sections 1.6 and 9B-S5; attacks.md, H18 and H19). */
final class IdentityDecodingTest {
    private static final CryptoSuite SUITE = CryptoSuites.real();

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void acceptsEveryKeyItMakes(KeyType type) {
        for (int seed = 0; seed < 20; seed++) {
            PublicKey key = key(type, seed).publicKey();
            assertThat(SUITE.decodeIdentity(key.bytes())).isEqualTo(new Decoded(key));
        }
    }

    @Test
    void refusesLengthsThatNoAcceptedKeyHas() {
        for (int length = 0; length < 300; length++) {
            if (length != 32 && length != 33 && length != 48 && length != 64 && length != 65) {
                refused(Reason.UNKNOWN_TYPE, new byte[length]);
            }
        }
    }

    /** A MultiPublicKey message of two members and a threshold of 0 is one of those. */
    @Test
    void refusesAggregatedKeys() {
        byte[] member = key(KeyType.BLS12_381, 1).publicKey().bytes();
        byte[] multi = new byte[2 * 50 + 3];
        for (int i = 0; i < 2; i++) {
            multi[50 * i] = 0x0a;
            multi[50 * i + 1] = 48;
            System.arraycopy(member, 0, multi, 50 * i + 2, 48);
        }
        multi[100] = 0x12;
        multi[101] = 1;
        refused(Reason.UNKNOWN_TYPE, multi);
    }

    @Test
    void refusesBlsInfinityAndWhatIsLikeIt() {
        byte[] infinity = new byte[48];
        infinity[0] = (byte) 0xc0;
        refused(Reason.INFINITY, infinity);
        infinity[0] = (byte) 0xe0;
        refused(Reason.NOT_CANONICAL, infinity);
        infinity[0] = (byte) 0xc0;
        infinity[47] = 1;
        refused(Reason.NOT_CANONICAL, infinity);
        refused(Reason.NOT_CANONICAL, new byte[48]);
    }

    @Test
    void refusesBlsKeysThatAreNotCompressedOrNotReduced() {
        byte[] key = key(KeyType.BLS12_381, 2).publicKey().bytes();
        byte[] uncompressed = key.clone();
        uncompressed[0] &= 0x7f;
        refused(Reason.NOT_CANONICAL, uncompressed);
        BigInteger q = new BigInteger(
                "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab", 16);
        byte[] aboveQ = q.toByteArray();
        aboveQ[0] |= (byte) 0x80;
        refused(Reason.NOT_CANONICAL, aboveQ);
    }

    @Test
    void refusesBlsPointsOutsideTheSubgroup() {
        int outside = 0;
        for (int x = 1; outside < 5; x++) {
            byte[] encoding = new byte[48];
            encoding[0] = (byte) 0x80;
            encoding[47] = (byte) x;
            IdentityDecoding decoding = SUITE.decodeIdentity(encoding);
            assertThat(decoding).isInstanceOf(Rejected.class);
            if (decoding.equals(new Rejected(Reason.NOT_IN_SUBGROUP))) {
                outside++;
            }
        }
    }

    @Test
    void refusesEd25519KeysOfSmallOrderAndInOtherForms() {
        for (Point point : EdwardsOracle.torsion()) {
            refused(Reason.INFINITY, point.encode());
        }
        for (int above = 0; above < 19; above++) {
            BigInteger y = EdwardsOracle.P.add(BigInteger.valueOf(above));
            refused(Reason.NOT_CANONICAL, EdwardsOracle.encoding(y, false));
            refused(Reason.NOT_CANONICAL, EdwardsOracle.encoding(y, true));
        }
        refused(Reason.NOT_CANONICAL, EdwardsOracle.encoding(BigInteger.ONE, true));
        byte[] two = EdwardsOracle.encoding(BigInteger.TWO, false);
        assertThat(EdwardsOracle.decode(two)).isNull();
        refused(Reason.NOT_ON_CURVE, two);
    }

    @Test
    void theThreeFormsOfASecp256k1KeyAreOneIdentity() {
        PublicKey key = key(KeyType.SECP256K1, 3).publicKey();
        byte[] whole = CustomNamedCurves.getByName("secp256k1")
                .getCurve()
                .decodePoint(key.bytes())
                .getEncoded(false);
        assertThat(SUITE.decodeIdentity(whole)).isEqualTo(new Decoded(key));
        assertThat(SUITE.decodeIdentity(Arrays.copyOfRange(whole, 1, 65))).isEqualTo(new Decoded(key));
    }

    @Test
    void refusesSecp256k1KeysThatAreNoneOfThem() {
        byte[] key = key(KeyType.SECP256K1, 4).publicKey().bytes();
        for (int prefix : new int[] {0, 1, 4, 5, 6, 7, 0xff}) {
            key[0] = (byte) prefix;
            refused(Reason.NOT_CANONICAL, key);
        }
        byte[] hybrid = new byte[65];
        hybrid[0] = 6;
        refused(Reason.NOT_CANONICAL, hybrid);
        refused(Reason.NOT_ON_CURVE, new byte[64]);
        refused(Reason.NOT_ON_CURVE, hex("02" + "ff".repeat(32)));
        refused(Reason.NOT_ON_CURVE, hex("02" + "00".repeat(31) + "05"));
    }

    @Test
    void secretsThatAreNoKeysAreRefusedInWords() {
        unusable(KeyType.BLS12_381, new byte[32], new byte[0]);
        unusable(
                KeyType.BLS12_381,
                hex("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001"),
                new byte[0]);
        unusable(KeyType.SECP256K1, new byte[32], new byte[0]);
        unusable(
                KeyType.SECP256K1,
                hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"),
                new byte[0]);
        unusable(KeyType.ED25519, new byte[32], new byte[32]);
    }

    @Test
    void aSecretAndThePublicKeyBesideItLoad() {
        NodeKey key = key(KeyType.ED25519, 5);
        SecretKey secret =
                SecretKey.of(KeyType.ED25519, key.secret(), key.publicKey().bytes());
        assertThat(SUITE.load(secret))
                .isInstanceOfSatisfying(
                        KeyLoading.Loaded.class,
                        loaded -> assertThat(loaded.key().publicKey()).isEqualTo(key.publicKey()));
    }

    private static void unusable(KeyType type, byte[] secret, byte[] publicKey) {
        assertThat(SUITE.load(SecretKey.of(type, secret, publicKey)))
                .isInstanceOfSatisfying(
                        KeyLoading.Unusable.class,
                        refused -> assertThat(refused.problem()).isNotEmpty());
    }

    private static void refused(Reason reason, byte[] raw) {
        assertThat(SUITE.decodeIdentity(raw)).isEqualTo(new Rejected(reason));
    }

    private static NodeKey key(KeyType type, long seed) {
        byte[] bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return SUITE.nodeKey(type, bytes);
    }
}
