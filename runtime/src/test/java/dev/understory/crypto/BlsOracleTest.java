package dev.understory.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.bouncycastle.crypto.bls.BLS12_381BasicScheme;
import org.bouncycastle.crypto.bls.BLS12_381G1;
import org.bouncycastle.crypto.bls.BLS12_381Serialization;
import org.bouncycastle.math.ec.ECPoint;
import org.junit.jupiter.api.Test;

/** blst against BouncyCastle's BLS, which is slow (half a second a pairing), so a few random cases only. */
final class BlsOracleTest {
    private static final CryptoSuite SUITE = CryptoSuites.real();

    @Test
    void bothUseTheTagOfTheSpecification() {
        assertThat(new String(BLS12_381BasicScheme.DST, StandardCharsets.US_ASCII))
                .isEqualTo(BlsScheme.DST);
    }

    @Test
    void bothGiveTheSameKeysAndSignatures() {
        Random random = new Random(21);
        for (int i = 0; i < 4; i++) {
            NodeKey key = SUITE.nodeKey(KeyType.BLS12_381, bytes(random, 32));
            BigInteger scalar = new BigInteger(1, key.secret());
            byte[] message = bytes(random, random.nextInt(100));
            assertThat(BLS12_381Serialization.compressG1(BLS12_381BasicScheme.skToPk(scalar)))
                    .isEqualTo(key.publicKey().bytes());
            assertThat(BLS12_381Serialization.compressG2(BLS12_381BasicScheme.sign(scalar, message)))
                    .isEqualTo(SUITE.sign(key, message));
        }
    }

    @Test
    void theOracleAcceptsWhatWeSignAndRefusesWhatWeRefuse() {
        Random random = new Random(22);
        NodeKey key = SUITE.nodeKey(KeyType.BLS12_381, bytes(random, 32));
        byte[] message = bytes(random, 32);
        byte[] signature = SUITE.sign(key, message);
        ECPoint oracleKey = BLS12_381Serialization.decompressG1(key.publicKey().bytes(), BLS12_381G1.createCurve());
        assertThat(BLS12_381BasicScheme.verify(oracleKey, message, BLS12_381Serialization.decompressG2(signature)))
                .isTrue();
        message[0] ^= 1;
        assertThat(BLS12_381BasicScheme.verify(oracleKey, message, BLS12_381Serialization.decompressG2(signature)))
                .isFalse();
        assertThat(SUITE.verify(key.publicKey(), message, signature)).isFalse();
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
