package dev.understory.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PeerAddressTest {
    private static final String KEY = "2543b92ff1095511476adc8369db6ddc933665a11978dda1404ee1066ca9559d";

    @ParameterizedTest
    @CsvSource({
        "example.com:9001, example.com, 9001",
        "tcp://example.com:9001, example.com, 9001",
        "127.0.0.1:1, 127.0.0.1, 1",
        "255.249.99.0:1, 255.249.99.0, 1",
        "1.2.3.4.example:1, 1.2.3.4.example, 1",
        "1.2.3.4-5:1, 1.2.3.4-5, 1",
        "[2001:db8::1]:65535, 2001:db8::1, 65535",
        "[fe80::1%eth0]:80, fe80::1%eth0, 80"
    })
    void readsHostAndPort(String text, String host, int port) {
        PeerAddress address = PeerAddress.parse(text);
        assertThat(address).isEqualTo(new PeerAddress(null, host, port));
        assertThat(PeerAddress.parse(KEY + "@" + text)).isEqualTo(new PeerAddress(PublicKey.ofHex(KEY), host, port));
    }

    @Test
    void printsWhatItReads() {
        String text = KEY + "@[::1]:9001";
        assertThat(PeerAddress.parse(text)).hasToString(text);
        assertThat(PeerAddress.parse("a.b:1")).hasToString("a.b:1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "example.com | the port is missing",
                "example.com: | the port is missing",
                "[::1] | the port is missing",
                ":9001 | the host is missing",
                "example.com:0 | the port must be 1 to 65535, not 0",
                "example.com:65536 | the port must be 1 to 65535, not 65536",
                "example.com:99999999999 | the port must be",
                "example.com:90x1 | the port is not a number",
                "example.com:-1 | the port is not a number",
                "2001:db8::1:9001 | an IPv6 address must stand in brackets",
                "[example.com]:9001 | brackets are for IPv6 addresses",
                "exa mple.com:9001 | the host holds a character that no host name has",
                "300.1.1.1:9001 | 300.1.1.1 is not an IPv4 address, which has four numbers from 0 to 255",
                "1.2.3:9001 | 1.2.3 is not an IPv4 address",
                "1.2.3.4.:9001 | 1.2.3.4. is not an IPv4 address",
                "1.2.3.4.5:9001 | 1.2.3.4.5 is not an IPv4 address",
                "010.1.1.1:9001 | without zeros in front",
                "16909060:9001 | 16909060 is not an IPv4 address",
                "ab@example.com:9001 | a public key has 96 (BLS), 64 (Ed25519) or 66, 128 or 130 (secp256k1)"
            })
    void saysWhatIsWrong(String text, String problem) {
        assertThatThrownBy(() -> PeerAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is not an address of the form [KEY@]HOST:PORT: ")
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb:1", "\u0007:1", "h\u00e4:1"})
    void keepsMessagesToOneLine(String text) {
        assertThatThrownBy(() -> PeerAddress.parse(text))
                .satisfies(problem -> assertThat(problem.getMessage()).matches("[ -~]+"));
    }

    @Test
    void shortensLongTexts() {
        assertThatThrownBy(() -> PeerAddress.parse("x".repeat(5000)))
                .satisfies(problem -> assertThat(problem.getMessage()).hasSizeLessThan(300));
    }
}
