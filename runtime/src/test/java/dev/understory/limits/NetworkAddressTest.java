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
    void unspecifiedGroupAndBroadcastAddressesAreNoHosts() {
        for (String host : new String[] {"0.0.0.0", "0.1.2.3", "224.0.0.1", "239.1.1.1", "255.255.255.255"}) {
            assertThat(of(host).isUnicast()).as(host).isFalse();
            assertThat(of("::ffff:" + host).isUnicast()).as("mapped " + host).isFalse();
        }
        for (String host : new String[] {"::", "ff02::1", "ff0e::1"}) {
            assertThat(of(host).isUnicast()).as(host).isFalse();
        }
        for (String host :
                new String[] {"10.0.0.1", "127.0.0.1", "240.0.0.1", "::1", "fe80::1", "2001:db8::1", "n-7"}) {
            assertThat(of(host).isUnicast()).as(host).isTrue();
        }
    }

    @Test
    void namesDifferNeitherByCaseNorByTheDotAtTheirEnd() {
        assertThat(NetworkAddress.foldedName("Node-2.Example.")).isEqualTo("node-2.example");
        assertThat(NetworkAddress.foldedName(".")).isEqualTo(".");
        assertThat(NetworkAddress.foldedName("a..")).isEqualTo("a");
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
        counts.add(of("10.0.9.2"));
        assertThat(counts.of(of("::ffff:10.0.0.1"), GroupLevel.ADDRESS)).isEqualTo(2);
        assertThat(counts.of(of("10.0.0.9"), GroupLevel.SUBNET)).isEqualTo(3);
        assertThat(counts.of(of("10.0.77.9"), GroupLevel.NETWORK)).isEqualTo(4);
        counts.remove(of("10.0.0.1"));
        counts.remove(of("10.0.0.1"));
        counts.remove(of("10.0.0.2"));
        counts.remove(of("10.0.9.2"));
        assertThat(counts.isEmpty()).isTrue();
    }

    @Test
    void theNarrowestGroupThatIsFullIsTold() {
        PerLevel caps = new PerLevel(2, 3, 4, 5);
        AddressCounts counts = new AddressCounts();
        counts.add(of("2001:db8:0:100::1"));
        counts.add(of("2001:db8:0:100::2"));
        assertThat(counts.full(of("2001:db8:0:100::3"), caps)).isEqualTo(GroupLevel.ADDRESS);
        assertThat(counts.full(of("2001:db8:0:101::3"), caps)).isNull();
        counts.add(of("2001:db8:0:101::1"));
        assertThat(counts.full(of("2001:db8:0:102::1"), caps)).isEqualTo(GroupLevel.SITE);
        counts.add(of("2001:db8:0:200::1"));
        assertThat(counts.full(of("2001:db8:0:300::1"), caps)).isEqualTo(GroupLevel.SUBNET);
        counts.add(of("2001:db8:7::1"));
        assertThat(counts.full(of("2001:db8:8::1"), caps)).isEqualTo(GroupLevel.NETWORK);
        assertThat(counts.full(of("2001:db9::1"), caps)).isNull();
    }
}
