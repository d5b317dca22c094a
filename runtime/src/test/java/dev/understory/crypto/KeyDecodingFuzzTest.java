package dev.understory.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understory.crypto.SignatureService.Result;
import dev.understory.crypto.SignatureService.Work;
import dev.understory.identity.KeyType;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever bytes a peer sends as keys and signatures, the answer is a value. */
final class KeyDecodingFuzzTest {
    private static final CryptoSuite SUITE = CryptoSuites.real();
    private static final EphemeralKey OWN = SUITE.ephemeralKey(new byte[32]);
    private static final int[] LENGTHS = {0, 1, 32, 33, 48, 64, 65, 96};

    @FuzzTest
    void identities(FuzzedDataProvider data) {
        identity(data.consumeRemainingAsBytes());
    }

    @FuzzTest
    void ephemeralKeys(FuzzedDataProvider data) {
        assertThat(SUITE.agree(OWN, data.consumeRemainingAsBytes())).isNotNull();
    }

    @FuzzTest
    void claims(FuzzedDataProvider data) {
        claim(
                data.consumeBytes(65),
                data.consumeBytes(32),
                data.consumeBytes(97),
                data.consumeBytes(20),
                data.consumeRemainingAsBytes());
    }

    @Test
    void randomKeysAndClaims() {
        Random random = new Random(31);
        for (int i = 0; i < 3000; i++) {
            byte[] raw = bytes(random);
            if (raw.length == 48) {
                raw[0] |= (byte) 0x80;
            } else if (raw.length == 33) {
                raw[0] = (byte) (2 + random.nextInt(3));
            }
            identity(raw);
            SUITE.agree(OWN, raw);
            if (i % 10 == 0) {
                claim(raw, bytes(random), bytes(random), bytes(random), bytes(random));
            }
        }
    }

    @Test
    void randomSignaturesUnderGoodKeys() {
        Random random = new Random(32);
        for (KeyType type : KeyType.values()) {
            byte[] key = SUITE.nodeKey(type, new byte[32]).publicKey().bytes();
            for (int i = 0; i < 100; i++) {
                claim(key, bytes(random), bytes(random), bytes(random), bytes(random));
            }
        }
    }

    private static void identity(byte[] raw) {
        switch (SUITE.decodeIdentity(raw)) {
            case IdentityDecoding.Decoded decoded ->
                assertThat(SUITE.decodeIdentity(decoded.key().bytes())).isEqualTo(decoded);
            case IdentityDecoding.Rejected rejected ->
                assertThat(rejected.reason()).isNotNull();
        }
    }

    private static void claim(byte[] key, byte[] challenge, byte[] signature, byte[] meta, byte[] metaSignature) {
        Work work = new Work.VerifyPeer(key, challenge, signature, meta, metaSignature);
        assertThat(SignatureService.perform(SUITE, work)).isInstanceOf(Result.Refused.class);
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[LENGTHS[random.nextInt(LENGTHS.length)]];
        random.nextBytes(bytes);
        return bytes;
    }
}
