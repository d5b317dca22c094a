package dev.understory.limits;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node may keep, pass on and dial of the addresses that others tell of, so that nobody makes it a scanner of networks
 * and ports that he does not reach himself (attacks.md, A3). After the registries of special-purpose addresses (RFC 6890 as
 * IANA keeps it). An IPv6 address that carries an IPv4 address (NAT64, 6to4, Teredo) is judged by that as well; an
 * IPv4-mapped one is an IPv4 address everywhere ({@link NetworkAddress}).
 */
public enum Routability {
    /** Addresses and ports that anybody may have in the public network. */
    PUBLIC,
    /** Those of private networks too, names, and all ports: for networks of one's own, and simulated ones. */
    PRIVATE;

    private static final int LEAST_PORT = 1024;

    /**
     * Services above the well-known ports that answer to, or stumble over, a stranger's bytes: VPN and telephony, files,
     * databases and caches, screens, chat. Most of the list is Bitcoin Core's.
     */
    private static final int[] SERVICE_PORTS = {
        1080, 1194, 1433, 1434, 1521, 1701, 1719, 1720, 1723, 1883, 2049, 2375, 2376, 2379, 2380, 3128, 3306, 3389,
                3659, 4045,
        5060, 5061, 5432, 5671, 5672, 5900, 5984, 5985, 5986, 6000, 6379, 6443, 6566, 6665, 6666, 6667, 6668, 6669,
                6697, 8080,
        8443, 9042, 9092, 9200, 9300, 10_080, 10_250, 11_211, 27_017
    };

    private record Range(long network, int bits, Unroutable why) {
        boolean contains(long address) {
            return (address ^ network) >>> Long.SIZE - bits == 0;
        }
    }

    /** In the upper half of a number of 64 bits. */
    private static final List<Range> IPV4 = List.of(
            ipv4(0, 0, 0, 8, Unroutable.UNSPECIFIED),
            ipv4(10, 0, 0, 8, Unroutable.PRIVATE),
            ipv4(100, 64, 0, 10, Unroutable.CARRIER),
            ipv4(127, 0, 0, 8, Unroutable.LOOPBACK),
            ipv4(169, 254, 0, 16, Unroutable.LINK_LOCAL),
            ipv4(172, 16, 0, 12, Unroutable.PRIVATE),
            ipv4(192, 0, 0, 24, Unroutable.RESERVED),
            ipv4(192, 0, 2, 24, Unroutable.DOCUMENTATION),
            ipv4(192, 88, 99, 24, Unroutable.RESERVED),
            ipv4(192, 168, 0, 16, Unroutable.PRIVATE),
            ipv4(198, 18, 0, 15, Unroutable.RESERVED),
            ipv4(198, 51, 100, 24, Unroutable.DOCUMENTATION),
            ipv4(203, 0, 113, 24, Unroutable.DOCUMENTATION),
            ipv4(224, 0, 0, 4, Unroutable.MULTICAST),
            ipv4(240, 0, 0, 4, Unroutable.RESERVED));

    /** By the first 64 bits; the last range is all that is left outside 2000::/3. */
    private static final List<Range> IPV6 = List.of(
            new Range(0x0064_ff9b_0001_0000L, 48, Unroutable.PRIVATE),
            new Range(0x2001_0010_0000_0000L, 28, Unroutable.RESERVED),
            new Range(0x2001_0020_0000_0000L, 28, Unroutable.RESERVED),
            new Range(0x2001_0002_0000_0000L, 48, Unroutable.RESERVED),
            new Range(0x2001_0db8_0000_0000L, 32, Unroutable.DOCUMENTATION),
            new Range(0x3fff_0000_0000_0000L, 20, Unroutable.DOCUMENTATION),
            new Range(0xfc00_0000_0000_0000L, 7, Unroutable.PRIVATE),
            new Range(0xfe80_0000_0000_0000L, 10, Unroutable.LINK_LOCAL),
            new Range(0xfec0_0000_0000_0000L, 10, Unroutable.PRIVATE),
            new Range(0xff00_0000_0000_0000L, 8, Unroutable.MULTICAST));

    private static final Range GLOBAL = new Range(0x2000_0000_0000_0000L, 3, Unroutable.RESERVED);
    private static final Range NAT64 = new Range(0x0064_ff9b_0000_0000L, 64, Unroutable.RESERVED);
    private static final Range SIX_TO_FOUR = new Range(0x2002_0000_0000_0000L, 16, Unroutable.RESERVED);
    private static final Range TEREDO = new Range(0x2001_0000_0000_0000L, 32, Unroutable.RESERVED);

    /** Why that is not for us, or null if it may be kept and dialled. */
    public @Nullable Unroutable objection(NetworkAddress host, int port) {
        if (port < 1) {
            return Unroutable.PORT_ZERO;
        }
        Unroutable ofHost = objection(host);
        if (ofHost != null && !(this == PRIVATE && isOfPrivateNetworks(ofHost))) {
            return ofHost;
        }
        return this == PUBLIC && isServicePort(port) ? Unroutable.SERVICE_PORT : null;
    }

    /** Why nobody has that address in the public network, or null if somebody may. */
    public static @Nullable Unroutable objection(NetworkAddress host) {
        return switch (host.bits()) {
            case 0 -> Unroutable.NAME;
            case Integer.SIZE -> ofIpv4((int) host.word(0));
            default -> ofIpv6(host.word(0), host.word(1));
        };
    }

    /**
     * The group of addresses that one owner is taken to have: the {@linkplain GroupLevel#NETWORK network}, and in private
     * networks, which are one owner's anyway, the subnet.
     */
    public static AddressGroup groupOf(NetworkAddress host) {
        if (!host.literal()) {
            return host.group(GroupLevel.ADDRESS);
        }
        return host.group(objection(host) == null ? GroupLevel.NETWORK : GroupLevel.SUBNET);
    }

    private static boolean isOfPrivateNetworks(Unroutable why) {
        return switch (why) {
            case NAME, LOOPBACK, PRIVATE, CARRIER, LINK_LOCAL, DOCUMENTATION, RESERVED -> true;
            case UNSPECIFIED, MULTICAST, PORT_ZERO, SERVICE_PORT -> false;
        };
    }

    private static boolean isServicePort(int port) {
        return port < LEAST_PORT || Arrays.binarySearch(SERVICE_PORTS, port) >= 0;
    }

    private static @Nullable Unroutable ofIpv4(int address) {
        return in(IPV4, (long) address << Integer.SIZE);
    }

    private static @Nullable Unroutable ofIpv6(long high, long low) {
        if (high == 0) {
            return low == 0 ? Unroutable.UNSPECIFIED : low == 1 ? Unroutable.LOOPBACK : Unroutable.RESERVED;
        }
        if (NAT64.contains(high) && low >>> Integer.SIZE == 0) {
            return ofIpv4((int) low);
        }
        Unroutable ofRange = in(IPV6, high);
        if (ofRange != null) {
            return ofRange;
        }
        if (SIX_TO_FOUR.contains(high)) {
            return ofIpv4((int) (high >>> 16));
        }
        if (TEREDO.contains(high)) {
            Unroutable ofServer = ofIpv4((int) high);
            return ofServer != null ? ofServer : ofIpv4((int) ~low);
        }
        return GLOBAL.contains(high) ? null : GLOBAL.why();
    }

    private static @Nullable Unroutable in(List<Range> ranges, long address) {
        for (Range range : ranges) {
            if (range.contains(address)) {
                return range.why();
            }
        }
        return null;
    }

    private static Range ipv4(int first, int second, int third, int bits, Unroutable why) {
        return new Range((long) (first << 24 | second << 16 | third << 8) << Integer.SIZE, bits, why);
    }
}
