package dev.understory.limits;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The host of a remote in the form that caps and bans compare: an IPv4 address, an IPv6 address, or, for remotes that the
 * transport names otherwise, the name. An IPv4-mapped IPv6 address is the IPv4 address, so that nobody escapes a ban by
 * the way he connects.
 */
public final class NetworkAddress implements Comparable<NetworkAddress> {
    private static final int IPV4 = 4;
    private static final int IPV6 = 16;
    private static final List<GroupLevel> IPV6_LEVELS = List.of(GroupLevel.values());
    private static final List<GroupLevel> IPV4_LEVELS =
            List.of(GroupLevel.ADDRESS, GroupLevel.SUBNET, GroupLevel.NETWORK);
    private static final List<GroupLevel> NAME_LEVELS = List.of(GroupLevel.ADDRESS);

    private final byte[] bytes;
    private final @Nullable String name;

    private NetworkAddress(byte[] bytes, @Nullable String name) {
        this.bytes = bytes;
        this.name = name;
    }

    /** The address of a host as a transport gives it: a literal without brackets, or a name. A zone id is dropped. */
    public static NetworkAddress of(String host) {
        int zone = host.indexOf('%');
        String literal = zone < 0 ? host : host.substring(0, zone);
        byte[] parsed = literal.indexOf(':') >= 0 ? parseIpv6(literal) : parseIpv4(literal);
        if (parsed == null) {
            return new NetworkAddress(new byte[0], host);
        }
        return new NetworkAddress(isMappedIpv4(parsed) ? Arrays.copyOfRange(parsed, 12, IPV6) : parsed, null);
    }

    /**
     * The address of 4 or 16 bytes; the array is copied.
     *
     * @throws IllegalArgumentException if there are more or fewer
     */
    public static NetworkAddress ofBytes(byte[] address) {
        if (address.length != IPV4 && address.length != IPV6) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + address.length);
        }
        return new NetworkAddress(
                isMappedIpv4(address) ? Arrays.copyOfRange(address, 12, IPV6) : address.clone(), null);
    }

    /** The form in which host names are compared: in lower case, without dots at the end. Folded again, it is the same. */
    public static String foldedName(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        int end = lower.length();
        while (end > 1 && lower.charAt(end - 1) == '.') {
            end--;
        }
        return lower.substring(0, end);
    }

    /** The levels at which this address lies in a group, the narrowest first: three for IPv4, four for IPv6, one for a name. */
    public List<GroupLevel> levels() {
        return name != null ? NAME_LEVELS : bytes.length == IPV4 ? IPV4_LEVELS : IPV6_LEVELS;
    }

    /** The next wider of its {@link #levels()}, or null if that level is the widest. */
    public @Nullable GroupLevel wider(GroupLevel level) {
        int next = levels().indexOf(level) + 1;
        return next < levels().size() ? levels().get(next) : null;
    }

    /** The group of one of its {@link #levels()} that this address lies in. */
    public AddressGroup group(GroupLevel level) {
        return AddressGroup.of(this, level.prefix(bytes.length == IPV6));
    }

    /** Bits of an address of its kind: 32 or 128; none for a name. */
    public int bits() {
        return 8 * bytes.length;
    }

    /** A copy of its 4 or 16 bytes; none for a name. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Eight bytes of an IPv6 address as a number, or the four of an IPv4 address as the word 0. */
    long word(int index) {
        int from = index * Long.BYTES;
        long word = 0;
        for (int i = from; i < Math.min(from + Long.BYTES, bytes.length); i++) {
            word = word << 8 | bytes[i] & 0xff;
        }
        return word;
    }

    /** The first of the addresses that have as many bits in common with this one. */
    NetworkAddress firstOf(int length) {
        if (length == bits()) {
            return this;
        }
        byte[] prefix = bytes.clone();
        prefix[length / 8] &= (byte) ~(0xff >>> length % 8);
        Arrays.fill(prefix, length / 8 + 1, prefix.length, (byte) 0);
        return new NetworkAddress(prefix, null);
    }

    /** Whether this is an address and not a name. */
    public boolean literal() {
        return name == null;
    }

    /** Whether one host may listen there: not the unspecified address, a group of hosts, or all of them. A name may. */
    public boolean isUnicast() {
        if (bytes.length == IPV4) {
            int first = bytes[0] & 0xff;
            boolean broadcast = first == 255 && bytes[1] == -1 && bytes[2] == -1 && bytes[3] == -1;
            return first != 0 && (first < 224 || first > 239) && !broadcast;
        }
        return bytes.length != IPV6 || (bytes[0] != -1 && !Arrays.equals(bytes, new byte[IPV6]));
    }

    /** Whether this is an address of the machine itself: in 127/8, or ::1. */
    public boolean isLoopback() {
        if (bytes.length == IPV4) {
            return bytes[0] == 127;
        }
        return bytes.length == IPV6
                && bytes[IPV6 - 1] == 1
                && Arrays.equals(bytes, 0, IPV6 - 1, new byte[IPV6 - 1], 0, IPV6 - 1);
    }

    /** See {@link AddressGroup#hash}. */
    long hash(long key) {
        long hash = AddressGroup.mix(key + bytes.length);
        for (byte next : name != null ? name.getBytes(StandardCharsets.UTF_8) : bytes) {
            hash = AddressGroup.mix(hash + key + (next & 0xff));
        }
        return hash;
    }

    private static boolean isMappedIpv4(byte[] address) {
        if (address.length != IPV6 || address[10] != -1 || address[11] != -1) {
            return false;
        }
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static byte @Nullable [] parseIpv4(String text) {
        byte[] address = new byte[IPV4];
        int at = 0;
        for (int part = 0; part < IPV4; part++) {
            int value = 0;
            int digits = 0;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9' && digits < 3) {
                value = value * 10 + (text.charAt(at++) - '0');
                digits++;
            }
            boolean last = part == IPV4 - 1;
            boolean ended = last ? at == text.length() : at < text.length() && text.charAt(at) == '.';
            if (digits == 0 || value > 255 || !ended) {
                return null;
            }
            at++;
            address[part] = (byte) value;
        }
        return address;
    }

    private static byte @Nullable [] parseIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        byte[] head = parseGroups(gap < 0 ? text : text.substring(0, gap), gap < 0);
        byte[] tail = gap < 0 ? new byte[0] : parseGroups(text.substring(gap + 2), true);
        if (head == null || tail == null) {
            return null;
        }
        int given = head.length + tail.length;
        if (gap < 0 ? given != IPV6 : given > IPV6 - 2) {
            return null;
        }
        byte[] address = Arrays.copyOf(head, IPV6);
        System.arraycopy(tail, 0, address, IPV6 - tail.length, tail.length);
        return address;
    }

    /** The bytes of groups of hexadecimal digits between colons, the last of which may be an IPv4 address if allowed. */
    private static byte @Nullable [] parseGroups(String text, boolean ipv4Last) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] groups = text.split(":", -1);
        byte[] found = new byte[2 * groups.length + 2];
        int size = 0;
        for (int i = 0; i < groups.length; i++) {
            String group = groups[i];
            if (ipv4Last && i == groups.length - 1 && group.indexOf('.') >= 0) {
                byte[] ipv4 = parseIpv4(group);
                if (ipv4 == null) {
                    return null;
                }
                System.arraycopy(ipv4, 0, found, size, IPV4);
                size += IPV4;
            } else {
                int value = hexGroup(group);
                if (value < 0) {
                    return null;
                }
                found[size++] = (byte) (value >>> 8);
                found[size++] = (byte) value;
            }
        }
        return Arrays.copyOf(found, size);
    }

    private static int hexGroup(String group) {
        if (group.isEmpty() || group.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < group.length(); i++) {
            int digit = Character.digit(group.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    @Override
    public int compareTo(NetworkAddress other) {
        if (name != null && other.name != null) {
            return name.compareTo(other.name);
        }
        if (name != null || other.name != null) {
            return name != null ? 1 : -1;
        }
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NetworkAddress that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return name != null ? name.hashCode() : Arrays.hashCode(bytes);
    }

    /** The usual form of an address: RFC 5952 for IPv6. */
    @Override
    public String toString() {
        if (name != null) {
            return name;
        }
        StringBuilder text = new StringBuilder();
        if (bytes.length == IPV4) {
            for (int i = 0; i < IPV4; i++) {
                text.append(i == 0 ? "" : ".").append(bytes[i] & 0xff);
            }
            return text.toString();
        }
        int gap = longestZeros();
        for (int i = 0; i < IPV6 / 2; i++) {
            if (gap >= 0 && i == gap) {
                text.append("::");
                while (i + 1 < IPV6 / 2 && group16(i + 1) == 0) {
                    i++;
                }
            } else {
                boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
                text.append(first ? "" : ":").append(Integer.toHexString(group16(i)));
            }
        }
        return text.toString();
    }

    /** Where the first of the longest runs of two or more zero groups begins, or -1. */
    private int longestZeros() {
        int best = -1;
        int bestLength = 1;
        int length = 0;
        for (int i = 0; i < IPV6 / 2; i++) {
            length = group16(i) == 0 ? length + 1 : 0;
            if (length > bestLength) {
                bestLength = length;
                best = i - length + 1;
            }
        }
        return best;
    }

    private int group16(int index) {
        return (bytes[2 * index] & 0xff) << 8 | (bytes[2 * index + 1] & 0xff);
    }
}
