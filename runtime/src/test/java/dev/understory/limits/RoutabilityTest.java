package dev.understory.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoutabilityTest {
    private static @Nullable Unroutable of(String host) {
        return Routability.objection(NetworkAddress.of(host));
    }

    private static void all(@Nullable Unroutable expected, String... hosts) {
        for (String host : hosts) {
            assertThat(of(host)).as(host).isEqualTo(expected);
        }
    }

    @Test
    void a3AddressesThatNobodyHasInThePublicNetworkAreRefused() {
        all(Unroutable.UNSPECIFIED, "0.0.0.0", "0.255.255.255", "::");
        all(Unroutable.LOOPBACK, "127.0.0.1", "127.255.255.255", "::1");
        all(Unroutable.PRIVATE, "10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.1");
        all(Unroutable.PRIVATE, "fc00::1", "fdff:ffff::1", "fec0::1", "64:ff9b:1::1");
        all(Unroutable.CARRIER, "100.64.0.0", "100.127.255.255");
        all(Unroutable.LINK_LOCAL, "169.254.0.0", "169.254.169.254", "fe80::1", "febf:ffff::1");
        all(Unroutable.MULTICAST, "224.0.0.0", "239.255.255.255", "ff00::1", "ff02::1", "ffff::");
        all(Unroutable.DOCUMENTATION, "192.0.2.1", "198.51.100.255", "203.0.113.0", "2001:db8::1", "3fff:fff::1");
        all(Unroutable.RESERVED, "192.0.0.1", "192.88.99.1", "198.18.0.0", "198.19.255.255");
        all(Unroutable.RESERVED, "240.0.0.0", "255.255.255.255");
        all(
                Unroutable.RESERVED,
                "::2",
                "::8.8.8.8",
                "100::1",
                "4000::1",
                "1fff::1",
                "2001:10::1",
                "2001:2f::1",
                "fbff::1");
        all(Unroutable.NAME, "example.org", "localhost", "10.1", "0x7f000001", "2130706433", "127.1");
    }

    @Test
    void theAddressesBesideThoseRangesAreFree() {
        all(
                null,
                "1.0.0.0",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0");
        all(null, "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0");
        all(null, "192.0.3.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255");
        all(null, "198.51.101.0", "203.0.112.255", "203.0.114.0", "223.255.255.255", "8.8.8.8");
        all(
                null,
                "2000::1",
                "2001:4860:4860::8888",
                "2001:db7:ffff::1",
                "2001:db9::1",
                "2a00::1",
                "3ffe::1",
                "3fff:1000::1");
    }

    @Test
    void anIpv4AddressIsJudgedInWhateverItIsWrapped() {
        Map<String, @Nullable Unroutable> inner = new LinkedHashMap<>();
        inner.put("127.0.0.1", Unroutable.LOOPBACK);
        inner.put("10.1.2.3", Unroutable.PRIVATE);
        inner.put("169.254.169.254", Unroutable.LINK_LOCAL);
        inner.put("8.8.8.8", null);
        inner.forEach((ipv4, expected) -> {
            byte[] bytes = NetworkAddress.of(ipv4).bytes();
            String high = HexFormat.of().formatHex(bytes, 0, 2);
            String low = HexFormat.of().formatHex(bytes, 2, 4);
            all(expected, "::ffff:" + ipv4, "64:ff9b::" + ipv4, "2002:" + high + ":" + low + "::1");
            all(expected, "2001:0:808:808::" + flipped(bytes, 0) + ":" + flipped(bytes, 2));
            all(expected, "2001:0:" + high + ":" + low + "::" + "f7f7:f7f7");
        });
    }

    private static String flipped(byte[] bytes, int from) {
        return String.format("%02x%02x", ~bytes[from] & 0xff, ~bytes[from + 1] & 0xff);
    }

    @Test
    void a3PortsOfOtherServicesAreNotDialledInPublic() {
        NetworkAddress host = NetworkAddress.of("8.8.8.8");
        for (int port : new int[] {1, 22, 25, 80, 443, 1023, 2049, 3306, 5432, 6379, 11_211, 27_017}) {
            assertThat(Routability.PUBLIC.objection(host, port)).as("%d", port).isEqualTo(Unroutable.SERVICE_PORT);
            assertThat(Routability.PRIVATE.objection(host, port)).as("%d", port).isNull();
        }
        for (int port : new int[] {1025, 9001, 9002, 30_303, 65_535}) {
            assertThat(Routability.PUBLIC.objection(host, port)).as("%d", port).isNull();
        }
        for (Routability either : Routability.values()) {
            assertThat(either.objection(host, 0)).isEqualTo(Unroutable.PORT_ZERO);
        }
    }

    @Test
    void aPrivateNetworkHasItsOwnAddressesAndNames() {
        for (String host :
                new String[] {"10.0.0.1", "127.0.0.1", "::1", "fd00::1", "169.254.1.1", "node-7", "8.8.8.8"}) {
            assertThat(Routability.PRIVATE.objection(NetworkAddress.of(host), 22))
                    .as(host)
                    .isNull();
        }
        for (String host : new String[] {"0.0.0.0", "::", "224.0.0.1", "ff02::1"}) {
            assertThat(Routability.PRIVATE.objection(NetworkAddress.of(host), 9001))
                    .as(host)
                    .isNotNull();
        }
    }

    @Test
    void oneOwnerIsOneGroup() {
        assertThat(group("8.8.1.2")).isEqualTo(AddressGroup.parse("8.8.0.0/16"));
        assertThat(group("2a00:1450:4001::1")).isEqualTo(AddressGroup.parse("2a00:1450::/32"));
        assertThat(group("10.1.2.3")).isEqualTo(AddressGroup.parse("10.1.2.0/24"));
        assertThat(group("fd00:1:2:3::1")).isEqualTo(AddressGroup.parse("fd00:1:2::/48"));
        assertThat(group("node-7")).isEqualTo(group("node-7")).isNotEqualTo(group("node-8"));
        // whoever has an IPv4 address has 2^80 of 6to4; all of Teredo is one group
        assertThat(group("2002:808:808:1::1")).isEqualTo(group("2002:808:909:2::1"));
        assertThat(group("2001:0:1111:1111::f7f7:f7f7")).isEqualTo(group("2001:0:2222:2222::f6f6:f6f6"));
    }

    private static AddressGroup group(String host) {
        return Routability.groupOf(NetworkAddress.of(host));
    }
}
