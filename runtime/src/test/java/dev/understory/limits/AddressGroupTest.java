package dev.understory.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressGroupTest {
    private static NetworkAddress of(String host) {
        return NetworkAddress.of(host);
    }

    private static List<String> nested(String host) {
        return of(host).levels().stream()
                .map(level -> level + " " + of(host).group(level))
                .toList();
    }

    @Test
    void anAddressLiesInOneGroupOfEachLevelOfItsKind() {
        assertThat(nested("10.20.30.40"))
                .containsExactly("ADDRESS 10.20.30.40", "SUBNET 10.20.30.0/24", "NETWORK 10.20.0.0/16");
        assertThat(nested("2001:db8:1234:5678:9:a:b:c"))
                .containsExactly(
                        "ADDRESS 2001:db8:1234:5678::/64",
                        "SITE 2001:db8:1234:5600::/56",
                        "SUBNET 2001:db8:1234::/48",
                        "NETWORK 2001:db8::/32");
        assertThat(nested("node-7")).containsExactly("ADDRESS node-7");
        assertThat(nested("::ffff:10.20.30.40")).isEqualTo(nested("10.20.30.40"));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/13, 10.7.255.255, 10.8.0.0",
        "2001:db8::/45, 2001:db8:7:ffff::1, 2001:db8:8::",
        "192.0.2.9, 192.0.2.9, 192.0.2.8",
        "192.0.2.9/32, ::ffff:192.0.2.9, 192.0.2.8",
        "::ffff:10.0.0.0/104, 10.255.1.1, 11.0.0.0",
        "::ffff:10.0.0.1, 10.0.0.1, 10.0.0.2",
        "0.0.0.0/0, 255.1.2.3, ::1",
        "::/0, ffff::1, 1.2.3.4",
        "::1, ::1, ::2",
        "128.0.0.0/1, 255.255.255.255, 127.255.255.255",
        "10.0.0.0/31, 10.0.0.1, 10.0.0.2",
        "0.0.0.0/0, 1.2.3.4, node-7"
    })
    void aNetworkOfAnyLengthHoldsItsAddressesAndNoOthers(String text, String inside, String outside) {
        AddressGroup group = AddressGroup.parse(text);
        assertThat(group.contains(of(inside))).isTrue();
        assertThat(group.contains(of(outside))).isFalse();
        assertThat(AddressGroup.parse(group.toString())).isEqualTo(group).hasSameHashCodeAs(group);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "10.5.0.0/13 | did you mean '10.0.0.0/13' (all of it) or '10.5.0.0' (this one address)?",
                "2001:db8::1/45 | did you mean '2001:db8::/45' (all of it) or '2001:db8::1' (this one address)?",
                "10.0.0.0/33 | the prefix of an IPv4 network is a number of bits from 0 to 32, not '33'",
                "2001:db8::/129 | the prefix of an IPv6 network is a number of bits from 0 to 128, not '129'",
                "::ffff:10.0.0.0/8 | the prefix of an IPv4-mapped network is a number of bits from 96 to 128, not '8'",
                "10.0.0.0/255.248.0.0 | not '255.248.0.0' (did you mean '10.0.0.0/13'?)",
                "10.0/16 | is not an IP address, or a network such as 10.0.0.0/8 (did you mean '10.0.0.0/16'?)",
                "[2001:db8::]/45 | (did you mean '2001:db8::/45'?)",
                "10.0.0.0/ | not ''",
                "10.0.0.0/-1 | not '-1'",
                "10.0.0.0/1/2 | not '1/2'",
                "example.org/24 | 'example.org/24' is not an IP address, or a network such as 10.0.0.0/8"
            })
    void whatIsNoNetworkIsSaidWithWhatMayHaveBeenMeant(String text, String message) {
        assertThatThrownBy(() -> AddressGroup.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void groupsOfDifferentLengthAreDifferent() {
        assertThat(AddressGroup.parse("10.0.0.0/8")).isNotEqualTo(AddressGroup.parse("10.0.0.0/9"));
        assertThat(AddressGroup.parse("::/32")).isNotEqualTo(AddressGroup.parse("0.0.0.0"));
        assertThat(AddressGroup.of(of("node-7"), 24)).isEqualTo(AddressGroup.of(of("node-7"), 0));
    }

    @Test
    void addressesAreWrittenInTheirUsualForm() {
        for (String usual : new String[] {
            "::",
            "::1",
            "1::",
            "2001:db8::1",
            "2001:db8:0:1::1",
            "1:0:2::3",
            "1:2:3:4:5:6:7:8",
            "0:0:1::",
            "1:2:3:4:5:6:0:8"
        }) {
            assertThat(of(usual)).hasToString(usual);
        }
    }
}
