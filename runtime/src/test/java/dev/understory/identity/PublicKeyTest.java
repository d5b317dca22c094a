package dev.understory.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

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
        for (KeyType type : KeyType.values()) {
            byte[] bytes = new byte[type.publicKeyLength()];
            bytes[3] = (byte) 0xab;
            PublicKey key = PublicKey.of(type, bytes);
            assertThat(PublicKey.ofHex(key.hex())).isEqualTo(key);
            assertThat(PublicKey.ofHex(key.hex()).type()).isEqualTo(type);
        }
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
