package dev.understory.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.Agreement.Reason;
import dev.understory.crypto.Agreement.Rejected;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The modelled suite keeps the lengths and the outcomes of the real one. */
final class ModelledCryptoTest {
    private static final CryptoSuite MODELLED = CryptoSuites.modelled();

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void identitiesAreThoseOfTheRealSuite(KeyType type) {
        NodeKey key = MODELLED.nodeKey(type, new byte[32]);
        assertThat(key.publicKey())
                .isEqualTo(CryptoSuites.real().nodeKey(type, new byte[32]).publicKey());
        assertThat(MODELLED.decodeIdentity(key.publicKey().bytes()))
                .isEqualTo(new IdentityDecoding.Decoded(key.publicKey()));
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void signaturesHaveTheirLengthAndTieKeyAndMessage(KeyType type) {
        NodeKey key = MODELLED.nodeKey(type, new byte[32]);
        byte[] message = {1, 2, 3};
        byte[] signature = MODELLED.sign(key, message);
        assertThat(signature).hasSize(type.signatureLength());
        assertThat(MODELLED.verifyBoth(key.publicKey(), message, signature, message, signature))
                .isTrue();
        assertThat(MODELLED.verify(key.publicKey(), new byte[] {1, 2, 4}, signature))
                .isFalse();
        byte[] seed = new byte[32];
        seed[0] = 1;
        PublicKey other = MODELLED.nodeKey(type, seed).publicKey();
        assertThat(MODELLED.verify(other, message, signature)).isFalse();
        signature[signature.length - 1] ^= 1;
        assertThat(MODELLED.verify(key.publicKey(), message, signature)).isFalse();
    }

    @Test
    void bothSidesAgree() {
        Random random = new Random(41);
        for (int i = 0; i < 1000; i++) {
            KeyAgreementTest.bothAgree(MODELLED, key(random), key(random));
        }
    }

    @Test
    void refusesWhatCanBeSeen() {
        EphemeralKey own = MODELLED.ephemeralKey(new byte[32]);
        assertThat(MODELLED.agree(own, own.publicKey())).isEqualTo(new Rejected(Reason.REFLECTED));
        assertThat(MODELLED.agree(own, new byte[31])).isEqualTo(new Rejected(Reason.WRONG_LENGTH));
        assertThat(MODELLED.agree(own, new byte[32])).isEqualTo(new Rejected(Reason.SMALL_ORDER));
        byte[] infinity = new byte[48];
        infinity[0] = (byte) 0xc0;
        assertThat(MODELLED.decodeIdentity(infinity))
                .isEqualTo(new IdentityDecoding.Rejected(IdentityDecoding.Reason.INFINITY));
        assertThat(MODELLED.decodeIdentity(new byte[7]))
                .isEqualTo(new IdentityDecoding.Rejected(IdentityDecoding.Reason.UNKNOWN_TYPE));
    }

    @Test
    void framesOpenOnlyUnderTheirKeyAndCounter() {
        byte[] key = new byte[32];
        byte[] plain = new byte[1028];
        new Random(42).nextBytes(plain);
        byte[] frame = new byte[1044];
        MODELLED.aead(key).seal(7, plain, 0, 1028, frame, 0);
        byte[] back = new byte[1028];
        assertThat(MODELLED.aead(key).open(7, frame, 0, 1044, back, 0)).isTrue();
        assertThat(back).isEqualTo(plain);
        assertThat(MODELLED.aead(key).open(8, frame, 0, 1044, back, 0)).isFalse();
        byte[] other = new byte[32];
        other[31] = 1;
        assertThat(MODELLED.aead(other).open(7, frame, 0, 1044, back, 0)).isFalse();
        byte[] flipped = Arrays.copyOf(frame, 1044);
        flipped[0] ^= 1;
        assertThat(MODELLED.aead(key).open(7, flipped, 0, 1044, back, 0)).isFalse();
        MODELLED.aead(key).seal(9, frame, 0, 100, frame, 0);
        assertThat(MODELLED.aead(key).open(9, frame, 0, 116, frame, 0)).isTrue();
        assertThat(MODELLED.aead(key).open(9, frame, 0, 117, frame, 0)).isFalse();
    }

    private static EphemeralKey key(Random random) {
        byte[] seed = new byte[32];
        random.nextBytes(seed);
        return MODELLED.ephemeralKey(seed);
    }
}
