package dev.understory.limits;

/**
 * How wide a group of addresses is that is judged as one, from what one host has to what one provider has. Each lies in the
 * next. Whoever rents more gets more of a narrow kind for nothing, so each level has its own limits: an IPv6 customer is
 * given a /64, a /56 or a /48, and has thousands of addresses, or of smaller nets, in it.
 */
public enum GroupLevel {
    /** What one host has: an IPv4 address, an IPv6 /64 (RFC 4291, 2.5.4), or the name of a remote that has no address. */
    ADDRESS(32, 64),
    /** What one household or site has: an IPv6 /56 (RFC 6177). IPv4 has nothing between an address and a /24. */
    SITE(GroupLevel.NONE, 56),
    /** An IPv4 /24, the least that is routed, or an IPv6 /48. */
    SUBNET(24, 48),
    /** What one provider has: an IPv4 /16, an IPv6 /32 (the least that registries allot). */
    NETWORK(16, 32);

    private static final int NONE = -1;

    private final int ipv4;
    private final int ipv6;

    GroupLevel(int ipv4, int ipv6) {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
    }

    /** Bits of the prefix that addresses of a group have in common, or a negative number where there is no such group. */
    int prefix(boolean isIpv6) {
        return isIpv6 ? ipv6 : ipv4;
    }
}
