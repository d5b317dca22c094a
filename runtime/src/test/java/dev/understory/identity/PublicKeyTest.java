package dev.understory.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PublicKeyTest {
    @Test
    void equalBytesAreEqualIds() {
        assertThat(key(1)).isEqualTo(key(1)).hasSameHashCodeAs(key(1)).isNotEqualTo(key(2));
    }

    @Test
    void ordersAsUnsignedBytes() {
        assertThat(key(0x7f)).isLessThan(key(0x80));
        assertThat(key(0xff)).isGreaterThan(key(0x01));
    }

    @Test
    void keepsItsBytesToItself() {
        byte[] bytes = key(1).bytes();
        PublicKey made = PublicKey.of(KeyType.ED25519, bytes);
        bytes[0] = 9;
        made.bytes()[0] = 9;
        assertThat(made.byteAt(0)).isEqualTo((byte) 1);
    }

    @Test
    void readsItsOwnHex() {
        for (KeyType type : new KeyType[] {KeyType.BLS12_381, KeyType.ED25519}) {
            byte[] bytes = new byte[type.publicKeyLength()];
            bytes[3] = (byte) 0xab;
            PublicKey key = PublicKey.of(type, bytes);
            assertThat(PublicKey.ofHex(key.hex())).isEqualTo(key);
            assertThat(PublicKey.ofHex(key.hex()).type()).isEqualTo(type);
        }
    }

    /** Multiples of the curve's generator: an even y and an odd one. */
    @ParameterizedTest
    @CsvSource({
        "02, c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5,"
                + " 1ae168fea63dc339a3c58419466ceaeef7f632653266d0e1236431a950cfe52a",
        "03, fff97bd5755eeea420453a14355235d382f6472f8568a18b2f057a1460297556,"
                + " ae12777aacfbb620f3be96017f45c560de80f0f6518fe4a03c870c36b075f297"
    })
    void allThreeFormsOfASecp256k1KeyAreOneKey(String prefix, String x, String y) {
        PublicKey key = PublicKey.ofHex(prefix + x);
        assertThat(key.type()).isEqualTo(KeyType.SECP256K1);
        assertThat(key.hex()).isEqualTo(prefix + x);
        assertThat(PublicKey.ofHex(x + y)).isEqualTo(key).hasSameHashCodeAs(key);
        assertThat(PublicKey.ofHex("04" + x + y)).isEqualTo(key);
        assertThat(PeerAddress.parse(x + y + "@example.com:9001").key()).isEqualTo(key);
        String wrong = x + y.substring(0, 63) + (y.endsWith("0") ? "1" : "0");
        assertThatThrownBy(() -> PublicKey.ofHex(wrong))
                .hasMessage("not a secp256k1 key: no point of the curve has these coordinates");
        assertThatThrownBy(() -> PublicKey.ofHex("06" + x + y)).hasMessageContaining("begins with 04");
        assertThatThrownBy(() -> PublicKey.ofHex("04" + x)).hasMessageContaining("begins with 02 or 03");
        assertThatThrownBy(() -> PublicKey.ofHex("02" + "0".repeat(63) + "5"))
                .hasMessageContaining("no point of the curve");
    }

    @Test
    void refusesOtherLengths() {
        assertThatThrownBy(() -> PublicKey.of(KeyType.BLS12_381, new byte[47]))
                .hasMessage("BLS12_381 public keys have 48 bytes, not 47");
        assertThatThrownBy(() -> PublicKey.ofHex("abcd")).hasMessageContaining("not 4 characters");
    }

    @Test
    void refusesWhatIsNotHexadecimal() {
        assertThatThrownBy(() -> PublicKey.ofHex("0".repeat(63) + "g"))
                .hasMessage("character 64 is not a hexadecimal digit");
    }

    @ParameterizedTest
    @CsvSource({"0x, 96", "0X, 64", "0x, 66", "0x, 0"})
    void saysThatAPrefixIsNotWanted(String prefix, int digits) {
        assertThatThrownBy(() -> PublicKey.ofHex(prefix + "1".repeat(digits)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("hexadecimal digits are written without 0x in front");
    }

    @Test
    void aNodeKeyNeverShowsItsSecret() {
        byte[] secret = new byte[32];
        secret[0] = 0x5e;
        NodeKey key = new NodeKey(secret, key(1));
        assertThat(key.toString()).contains(key(1).hex()).doesNotContain("5e");
        assertThat(SecretKey.of(KeyType.ED25519, secret).toString()).doesNotContain("5e");
    }

    private static PublicKey key(int first) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) first;
        return PublicKey.of(KeyType.ED25519, bytes);
    }
}
