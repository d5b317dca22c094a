package dev.understory.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.identity.KeyFileText.Parsed;
import org.junit.jupiter.api.Test;

final class KeyFileTextTest {
    private static final String SECRET = "6c275055a4f6ae6bccf1e6552e172c7b8cc538a7b8d2dd645125df9e25c9ed2d";
    private static final String PUBLIC = "2543b92ff1095511476adc8369db6ddc933665a11978dda1404ee1066ca9559d";

    @Test
    void thirtyTwoBytesAreABlsKey() {
        assertThat(parsed('"' + SECRET + '"')).isEqualTo(SecretKey.of(KeyType.BLS12_381, Hex.parse(SECRET)));
    }

    @Test
    void sixtyFourBytesAreAnEd25519SeedAndItsPublicKey() {
        assertThat(parsed('"' + SECRET + PUBLIC + '"'))
                .isEqualTo(SecretKey.of(KeyType.ED25519, Hex.parse(SECRET), Hex.parse(PUBLIC)));
    }

    @Test
    void upperCaseAndSurroundingSpaceAreFine() {
        assertThat(parsed(" \"" + SECRET.toUpperCase(java.util.Locale.ROOT) + "\"\n"))
                .isEqualTo(parsed('"' + SECRET + '"'));
    }

    @Test
    void formattingGivesBackTheFile() {
        NodeKey ed25519 = new NodeKey(Hex.parse(SECRET), PublicKey.ofHex(PUBLIC));
        assertThat(KeyFileText.format(ed25519)).isEqualTo('"' + SECRET + PUBLIC + '"');
        NodeKey bls = new NodeKey(Hex.parse(SECRET), PublicKey.of(KeyType.BLS12_381, new byte[48]));
        assertThat(KeyFileText.format(bls)).isEqualTo('"' + SECRET + '"');
        NodeKey secp256k1 = new NodeKey(Hex.parse(SECRET), PublicKey.of(KeyType.SECP256K1, new byte[33]));
        assertThatThrownBy(() -> KeyFileText.format(secp256k1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everythingElseIsRefusedWithoutRepeatingTheSecret() {
        for (String text : new String[] {
            "",
            "\"",
            SECRET,
            "\"\"",
            "\"zz" + SECRET.substring(2) + '"',
            '"' + SECRET + "0\"",
            '"' + SECRET + "00\"",
            "{\"key\":\"" + SECRET + "\"}",
            '"' + SECRET + "\" \"" + SECRET + '"',
            "\"" + "0".repeat(2000) + '"'
        }) {
            assertThat(KeyFileText.parse(text))
                    .isInstanceOfSatisfying(
                            Parsed.Unusable.class,
                            refused ->
                                    assertThat(refused.problem()).isNotEmpty().doesNotContain("6c27"));
        }
    }

    @Test
    void saysThatAPrefixIsNotWanted() {
        assertThat(KeyFileText.parse("\"0x" + SECRET + '"'))
                .isEqualTo(new Parsed.Unusable("a key file holds hexadecimal digits: hexadecimal digits are written"
                        + " without 0x in front"));
    }

    @Test
    void aWipedSecretIsZero() {
        SecretKey key = parsed('"' + SECRET + '"');
        assertThat(key.secret()).isEqualTo(Hex.parse(SECRET));
        key.wipe();
        assertThat(key.secret()).containsOnly(0);
    }

    private static SecretKey parsed(String text) {
        return ((Parsed.Secret) KeyFileText.parse(text)).key();
    }
}
