package dev.understory.crypto;

import static dev.understory.CanopyVectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.CanopyVectors;
import dev.understory.crypto.Agreement.Agreed;
import dev.understory.crypto.Agreement.Reason;
import dev.understory.crypto.Agreement.Rejected;
import dev.understory.crypto.EdwardsOracle.Point;
import dev.understory.wire.Bytes;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The agreement of wire.md, sections 1.3 and 1.4 (vectors: A), and the ephemeral keys of attacks.md, H8 to H13. */
final class KeyAgreementTest {
    private static final CryptoSuite SUITE = CryptoSuites.real();
    private static final EphemeralKey A = SUITE.ephemeralKey(counting(0x00));
    private static final EphemeralKey B = SUITE.ephemeralKey(counting(0x20));
    private static final byte[] K1 = hex("6dc53083ca3b964c117eb72b4e0802f95312fb8dafcf864a40943603613addad");
    private static final byte[] K2 = hex("64d5cc6d22155a8b5f90a6657be9c0b95d5e373c361754057a67f6a3f63c742d");
    private static final byte[] CHALLENGE = hex("2eb88c7ade2dd9d70d63fea46f28944d77855adadb18e16cba9dac89182c72d2");

    @Test
    void derivesTheKeysOfTheSpecification() {
        assertThat(A.publicKey()).isEqualTo(hex("03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"));
        assertThat(B.publicKey()).isEqualTo(hex("29acbae141bccaf0b22e1a94d34d0bc7361e526d0bfe12c89794bc9322966dd7"));
        assertThat(A.scalar()).isEqualTo(hex("3d94eea49c580aef816935762be049559d6d1440dede12e6a125f1841fff8e6f"));
        assertThat(u(A.publicKey())).isEqualTo(hex("4701d08488451f545a409fb58ae3e58581ca40ac3f7f114698cd71deac73ca01"));
        assertThat(u(B.publicKey())).isEqualTo(hex("5730800ab340fcb18ce5111eda9d705f91388b41e4544cbd103ba5942db2233e"));
    }

    @Test
    void theSmallerKeySendsWithTheSecondKey() {
        SessionSecrets ofA = agreed(A, B.publicKey());
        SessionSecrets ofB = agreed(B, A.publicKey());
        assertThat(ofA.receiveKey()).isEqualTo(K1);
        assertThat(ofA.sendKey()).isEqualTo(K2);
        assertThat(ofB.sendKey()).isEqualTo(K1);
        assertThat(ofB.receiveKey()).isEqualTo(K2);
        assertThat(ofA.challenge()).isEqualTo(CHALLENGE).isEqualTo(ofB.challenge());
    }

    @Test
    void agreesWithALiveNode() {
        JsonNode vector = CanopyVectors.section("keyAgreement");
        EphemeralKey own = SUITE.ephemeralKey(CanopyVectors.bytes(vector, "seedA"));
        assertThat(own.publicKey()).isEqualTo(CanopyVectors.bytes(vector, "publicA"));
        byte[] publicB = CanopyVectors.bytes(vector, "publicB");
        assertThat(agreed(own, publicB).challenge()).isEqualTo(CanopyVectors.bytes(vector, "challenge"));
        byte[] shared = CanopyVectors.bytes(vector, "sharedSecretFromA");
        assertThat(KeyAgreement.derive(shared, own.publicKey(), publicB).sendKey())
                .isEqualTo(agreed(own, publicB).sendKey());
        for (JsonNode session : CanopyVectors.section("recordedSessions")) {
            EphemeralKey local = SUITE.ephemeralKey(CanopyVectors.bytes(session, "localEphemeralSeed"));
            assertThat(local.publicKey()).isEqualTo(CanopyVectors.bytes(session, "localEphemeralPublic"));
            SessionSecrets secrets = agreed(local, CanopyVectors.bytes(session, "remoteEphemeralPublic"));
            boolean smaller = session.get("localEphemeralIsSmaller").asBoolean();
            assertThat(secrets.sendKey()).isEqualTo(CanopyVectors.bytes(session, smaller ? "k2" : "k1"));
            assertThat(secrets.receiveKey()).isEqualTo(CanopyVectors.bytes(session, smaller ? "k1" : "k2"));
            assertThat(secrets.challenge()).isEqualTo(CanopyVectors.bytes(session, "challenge"));
        }
    }

    @Test
    void refusesKeysOfAnotherLength() {
        for (int length : new int[] {0, 1, 31, 33, 64, 1_000_000}) {
            refused(Reason.WRONG_LENGTH, new byte[length]);
        }
    }

    @Test
    void refusesItsOwnKey() {
        refused(Reason.REFLECTED, A.publicKey());
    }

    @Test
    void refusesTheEightPointsOfSmallOrder() {
        List<Point> torsion = EdwardsOracle.torsion();
        assertThat(torsion).doesNotHaveDuplicates().hasSize(8);
        for (Point point : torsion) {
            refused(Reason.SMALL_ORDER, point.encode());
        }
    }

    @Test
    void refusesTheSmallOrderValuesOfMontgomerysCurve() {
        for (String u : List.of(
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")) {
            refused(Reason.SMALL_ORDER, hex(u));
        }
    }

    @Test
    void refusesEncodingsThatAreNotCanonical() {
        for (int above = 0; above < 19; above++) {
            byte[] y = EdwardsOracle.littleEndian(EdwardsOracle.P.add(BigInteger.valueOf(above)));
            if (above > 1) {
                refused(Reason.NOT_CANONICAL, y);
            }
            y[31] |= (byte) 0x80;
            refused(Reason.NOT_CANONICAL, y);
        }
        refused(Reason.NOT_CANONICAL, EdwardsOracle.encoding(BigInteger.ONE, true));
        refused(Reason.NOT_CANONICAL, EdwardsOracle.encoding(EdwardsOracle.P.subtract(BigInteger.ONE), true));
    }

    @Test
    void refusesWhatIsNoPoint() {
        int found = 0;
        for (int y = 2; found < 20; y++) {
            byte[] encoding = EdwardsOracle.encoding(BigInteger.valueOf(y), false);
            if (EdwardsOracle.decode(encoding) == null) {
                refused(Reason.NOT_ON_CURVE, encoding);
                found++;
            }
        }
    }

    @Test
    void refusesAPointWithAPartOfSmallOrder() {
        Random random = new Random(11);
        List<Point> torsion = EdwardsOracle.torsion();
        for (int i = 0; i < 10; i++) {
            Point good = EdwardsOracle.decode(key(random).publicKey());
            for (Point part : torsion.subList(1, 8)) {
                refused(Reason.MIXED_ORDER, good.plus(part).encode());
            }
            assertThat(SUITE.agree(A, good.encode())).isInstanceOf(Agreed.class);
        }
    }

    @Test
    void bothSidesAgreeWhateverTheSeeds() {
        Random random = new Random(12);
        for (int i = 0; i < 300; i++) {
            bothAgree(SUITE, key(random), key(random));
        }
    }

    @Test
    void mapsToMontgomeryAsDefined() {
        Random random = new Random(13);
        for (int i = 0; i < 200; i++) {
            byte[] key = key(random).publicKey();
            BigInteger y = EdwardsOracle.fromLittleEndian(key).clearBit(255);
            BigInteger u = BigInteger.ONE
                    .add(y)
                    .multiply(BigInteger.ONE.subtract(y).modInverse(EdwardsOracle.P))
                    .mod(EdwardsOracle.P);
            assertThat(u(key)).isEqualTo(EdwardsOracle.littleEndian(u));
        }
    }

    /** attacks.md, F7. A hundred thousand handshakes take a minute: {@code -Dunderstory.test.handshakes=100000}. */
    @Test
    void noKeyIsEverUsedTwiceOverManyHandshakes() {
        int handshakes = Integer.getInteger("understory.test.handshakes", 5_000);
        Set<Bytes> used = new HashSet<>();
        for (int i = 0; i < handshakes; i++) {
            byte[] seed = new byte[32];
            seed[0] = (byte) i;
            seed[1] = (byte) (i >>> 8);
            seed[2] = (byte) (i >>> 16);
            EphemeralKey fresh = SUITE.ephemeralKey(seed);
            // The worst case for this: always the same peer key, of one who does not care for his own secrets.
            SessionSecrets secrets = agreed(fresh, B.publicKey());
            assertThat(used.add(Bytes.wrap(secrets.sendKey()))).isTrue();
            assertThat(used.add(Bytes.wrap(secrets.receiveKey()))).isTrue();
            assertThat(used.add(Bytes.wrap(secrets.challenge()))).isTrue();
        }
        assertThat(used).hasSize(3 * handshakes);
    }

    @Test
    void theSeedIsZeroedAndAWipedKeyAgreesOnNothing() {
        for (CryptoSuite suite : List.of(SUITE, CryptoSuites.modelled())) {
            byte[] seed = counting(0x10);
            EphemeralKey key = suite.ephemeralKey(seed);
            assertThat(seed).containsOnly(0);
            assertThat(key.scalar()).isNotEqualTo(new byte[32]);
            byte[] scalar = key.scalar();
            key.wipe();
            assertThat(scalar).containsOnly(0);
            assertThat(key.toString()).isEqualTo("EphemeralKey");
        }
        EphemeralKey wiped = SUITE.ephemeralKey(counting(0x10));
        wiped.wipe();
        assertThatThrownBy(() -> SUITE.agree(wiped, B.publicKey())).isInstanceOf(IllegalStateException.class);
    }

    static void bothAgree(CryptoSuite suite, EphemeralKey one, EphemeralKey other) {
        SessionSecrets mine = agreed(suite, one, other.publicKey());
        SessionSecrets theirs = agreed(suite, other, one.publicKey());
        assertThat(mine.sendKey()).isEqualTo(theirs.receiveKey());
        assertThat(mine.receiveKey()).isEqualTo(theirs.sendKey());
        assertThat(mine.challenge()).isEqualTo(theirs.challenge());
        assertThat(Arrays.equals(mine.sendKey(), mine.receiveKey())).isFalse();
    }

    private static void refused(Reason reason, byte[] key) {
        assertThat(SUITE.agree(A, key)).isEqualTo(new Rejected(reason));
    }

    private static byte[] u(byte[] edwards) {
        return KeyAgreement.montgomery(edwards);
    }

    private static SessionSecrets agreed(EphemeralKey own, byte[] peer) {
        return agreed(SUITE, own, peer);
    }

    private static SessionSecrets agreed(CryptoSuite suite, EphemeralKey own, byte[] peer) {
        Agreement agreement = suite.agree(own, peer);
        assertThat(agreement).isInstanceOf(Agreed.class);
        return ((Agreed) agreement).secrets();
    }

    private static EphemeralKey key(Random random) {
        byte[] seed = new byte[32];
        random.nextBytes(seed);
        return SUITE.ephemeralKey(seed);
    }

    private static byte[] counting(int from) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < 32; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }
}
