package dev.understory.limits;

/** Reads an {@link AddressGroup} as people write it, and says what they may have meant where it is none. */
final class AddressGroupText {
    private static final int IPV4 = 32;
    /** Bits before the IPv4 address in an IPv4-mapped IPv6 address. */
    private static final int MAPPED = 96;

    private AddressGroupText() {}

    static AddressGroup parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        NetworkAddress address = NetworkAddress.of(host);
        if (!address.literal()) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address, or a network such as 10.0.0.0/8"
                    + suggestion(completed(host), slash < 0 ? "" : text.substring(slash)));
        }
        if (slash < 0) {
            return AddressGroup.of(address, address.bits());
        }
        boolean mapped = address.bits() == IPV4 && host.indexOf(':') >= 0;
        int length = length(text, slash, address, mapped);
        AddressGroup group = AddressGroup.of(address, length);
        if (!group.first().equals(address)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is an address inside a network, not a network: did you mean '" + group
                            + "' (all of it) or '" + address + "' (this one address)?");
        }
        return group;
    }

    private static int length(String text, int slash, NetworkAddress address, boolean mapped) {
        String written = text.substring(slash + 1);
        int from = mapped ? MAPPED : 0;
        int most = from + address.bits();
        boolean number = !written.isEmpty()
                && written.length() <= 3
                && written.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        if (number && Integer.parseInt(written) >= from && Integer.parseInt(written) <= most) {
            return Integer.parseInt(written) - from;
        }
        int mask = maskLength(NetworkAddress.of(written));
        boolean isMask = !mapped && mask >= 0 && address.bits() == IPV4;
        throw new IllegalArgumentException("'" + text + "': the prefix of an "
                + (mapped ? "IPv4-mapped" : address.bits() == IPV4 ? "IPv4" : "IPv6")
                + " network is a number of bits from "
                + from + " to " + most + ", not '" + written + "'"
                + (isMask ? suggestion(AddressGroup.of(address, mask).toString(), "") : ""));
    }

    /** Bits of a mask in the old way, such as 255.255.0.0; negative if it is none. */
    private static int maskLength(NetworkAddress mask) {
        for (int length = 0; mask.bits() == IPV4 && length <= IPV4; length++) {
            if (NetworkAddress.of("255.255.255.255").firstOf(length).equals(mask)) {
                return length;
            }
        }
        return -1;
    }

    /** What may have been meant: without brackets, or with the zeros that were left out; or nothing. */
    private static String completed(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        StringBuilder longer = new StringBuilder(bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare);
        for (int i = 0; i < 3 && !NetworkAddress.of(longer.toString()).literal(); i++) {
            longer.append(".0");
        }
        return NetworkAddress.of(longer.toString()).literal() ? longer.toString() : "";
    }

    private static String suggestion(String meant, String rest) {
        return meant.isEmpty() ? "" : " (did you mean '" + meant + rest + "'?)";
    }
}
