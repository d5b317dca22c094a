package dev.understory.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NetworkAddressTest {
    private static NetworkAddress of(String host) {
        return NetworkAddress.of(host);
    }

    @Test
    void allWritingsOfAnAddressAreTheSameAddress() {
        assertThat(of("::ffff:1.2.3.4")).isEqualTo(of("1.2.3.4")).hasSameHashCodeAs(of("1.2.3.4"));
        assertThat(of("0:0:0:0:0:ffff:102:304")).isEqualTo(of("1.2.3.4"));
        assertThat(of("2001:db8::1")).isEqualTo(of("2001:0DB8:0:0:0:0:0:1"));
        assertThat(of("fe80::1%eth0")).isEqualTo(of("fe80::1"));
        assertThat(of("::")).isEqualTo(of("0:0:0:0:0:0:0:0"));
        assertThat(of("1::")).isEqualTo(of("1:0:0:0:0:0:0:0"));
        assertThat(of("::1")).isNotEqualTo(of("0.0.0.1"));
    }

    @Test
    void subnetsAreA24AndA64() {
        assertThat(of("10.1.2.3").subnet()).isEqualTo(of("10.1.2.250").subnet()).isEqualTo(of("10.1.2.0"));
        assertThat(of("10.1.2.3").subnet()).isNotEqualTo(of("10.1.3.3").subnet());
        assertThat(of("2001:db8:1:2:3:4:5:6").subnet()).isEqualTo(of("2001:db8:1:2::"));
        assertThat(of("2001:db8:1:2::1").subnet())
                .isNotEqualTo(of("2001:db8:1:3::1").subnet());
        assertThat(of("node-7").subnet()).isEqualTo(of("node-7")).isNotEqualTo(of("node-8"));
    }

    @Test
    void whatIsNoAddressIsAName() {
        for (String name : new String[] {
            "node-7",
            "1.2.3",
            "1.2.3.4.5",
            "1.2.3.256",
            "1.2.3.",
            "",
            ":",
            ":::",
            "1::2::3",
            "1:2:3",
            "12345::",
            "::g",
            "1:2:3:4:5:6:7:8:9",
            "::1.2.3",
            "1.2.3.4::",
            "0001.2.3.4"
        }) {
            assertThat(of(name).literal()).as(name).isFalse();
        }
        assertThat(of("1.2.3.4").literal()).isTrue();
        assertThat(of("1.2.3.4").toString()).isEqualTo("1.2.3.4");
        assertThat(of("::2").toString()).isEqualTo("::2");
    }

    @Test
    void noTextBreaksTheParser() {
        Random random = new Random(7);
        String alphabet = "0123456789abcdefF:.%g";
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = random.nextInt(24); k >= 0; k--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            NetworkAddress parsed = of(text.toString());
            if (parsed.literal()) {
                assertThat(of(parsed.toString())).as(text.toString()).isEqualTo(parsed);
            }
        }
    }

    @Test
    void countsForgetWhomNobodyComesFrom() {
        AddressCounts counts = new AddressCounts();
        counts.add(of("10.0.0.1"));
        counts.add(of("10.0.0.1"));
        counts.add(of("10.0.0.2"));
        assertThat(counts.ofAddress(of("::ffff:10.0.0.1"))).isEqualTo(2);
        assertThat(counts.ofSubnet(of("10.0.0.9"))).isEqualTo(3);
        counts.remove(of("10.0.0.1"));
        counts.remove(of("10.0.0.1"));
        counts.remove(of("10.0.0.2"));
        assertThat(counts.isEmpty()).isTrue();
    }
}
