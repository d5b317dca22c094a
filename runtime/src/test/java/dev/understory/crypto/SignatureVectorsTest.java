package dev.understory.crypto;

import static dev.understory.CanopyVectors.hex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.CanopyVectors;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import dev.understory.identity.SecretKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Keys and signatures of wire.md, section A, and of a live node. */
final class SignatureVectorsTest {
    private static final CryptoSuite SUITE = CryptoSuites.real();

    @Test
    void signsAsALiveNodeDoes() {
        int checked = 0;
        for (JsonNode vector : CanopyVectors.section("signatures")) {
            KeyType type = vector.get("type").asString().equals("ed25519") ? KeyType.ED25519 : KeyType.BLS12_381;
            NodeKey key = load(type, CanopyVectors.bytes(vector, "private"));
            assertThat(key.publicKey().bytes()).isEqualTo(CanopyVectors.bytes(vector, "public"));
            byte[] message = CanopyVectors.bytes(vector, "message");
            byte[] signature = CanopyVectors.bytes(vector, "signature");
            assertThat(SUITE.sign(key, message)).isEqualTo(signature);
            assertThat(SUITE.verify(key.publicKey(), message, signature)).isTrue();
            checked++;
        }
        assertThat(checked).isEqualTo(12);
    }

    @Test
    void derivesTheBlsKeysOfCanopysDevelopers() {
        blsKey(
                "6c275055a4f6ae6bccf1e6552e172c7b8cc538a7b8d2dd645125df9e25c9ed2d",
                "b88a5928e54cbf0a36e0b98f5bcf02de9a9a1deba6994739f9160181a609f516eb702936a0cbf4c1f2e7e6be5b8272f2");
        blsKey(
                "0add1e53f45d439b98182216a9215db238aaff12d1b057b3130b0c5e8e9b0b36",
                "98d45087a99bcbfde91993502e77dde869d4485c3778fe46513958320da560823d56a0108f4cf3513393f4d561bc489b");
        blsKey(
                "3e9eb7a46defde2fa42dc74d85d0ee8cebaf327efa24b972e97b54af38d6e602",
                "abda38eb50fbe53db9e9c3b141c6a1ec54ad40a4840e34784c975da4ee175eb4c5dd10b6d759ae8fdf8bc22511bbd97b");
    }

    @Test
    void verifiesAPublicDrandRound() throws NoSuchAlgorithmException {
        byte[] key = hex("868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a5699"
                + "37c529eeda66c7293784a9402801af31");
        byte[] signature = hex("8d61d9100567de44682506aea1a7a6fa6e5491cd27a0a0ed349ef6910ac5ac20"
                + "ff7bc3e09d7c046566c9f7f3c6f3b10104990e7cb424998203d8f7de586fb7fa"
                + "5f60045417a432684f85093b06ca91c769f0e7ca19268375e659c2a2352b4655");
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(hex("176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a"));
        byte[] message = sha256.digest(ByteBuffer.allocate(8).putLong(1).array());
        PublicKey decoded = ((IdentityDecoding.Decoded) SUITE.decodeIdentity(key)).key();
        assertThat(SUITE.verify(decoded, message, signature)).isTrue();
    }

    @Test
    void signsWithTheEd25519IdentityOfTheSpecification() {
        NodeKey key = load(KeyType.ED25519, hex("404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"));
        assertThat(key.publicKey().hex()).isEqualTo("2543b92ff1095511476adc8369db6ddc933665a11978dda1404ee1066ca9559d");
        assertThat(SUITE.sign(key, hex("2eb88c7ade2dd9d70d63fea46f28944d77855adadb18e16cba9dac89182c72d2")))
                .isEqualTo(hex("309582173b61bce250c892efdd5002c577bdb05d2056e87f2f6f5563f0764a48"
                        + "1cc8e93eda938882402b88622584ddc6d395987e2b9bc438d9e2451102c0990d"));
        assertThat(SUITE.sign(key, hex("08011001")))
                .isEqualTo(hex("0dc422b2847694dbb938a1b286e4369f738286e1d0a0e249f95df395ffa8eb7b"
                        + "4f5a5dd2add5821499fd7dad1141189fdf924531d6e78f31e77ec3bfe8727700"));
    }

    /** RFC 6979 as Bitcoin's libraries have it: secret 1, "Satoshi Nakamoto". */
    @Test
    void signsWithSecp256k1AsBitcoinsLibrariesDo() {
        byte[] one = new byte[32];
        one[31] = 1;
        NodeKey key = load(KeyType.SECP256K1, one);
        assertThat(key.publicKey().hex())
                .isEqualTo("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
        byte[] signature = SUITE.sign(key, "Satoshi Nakamoto".getBytes(StandardCharsets.US_ASCII));
        assertThat(signature)
                .isEqualTo(hex("934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
                        + "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5"));
    }

    private static void blsKey(String secret, String expected) {
        assertThat(load(KeyType.BLS12_381, hex(secret)).publicKey().hex()).isEqualTo(expected);
    }

    private static NodeKey load(KeyType type, byte[] secret) {
        KeyLoading loading = SUITE.load(SecretKey.of(type, secret));
        assertThat(loading).isInstanceOf(KeyLoading.Loaded.class);
        return ((KeyLoading.Loaded) loading).key();
    }
}
