package dev.understory.limits;

/**
 * A number for each {@link GroupLevel}.
 *
 * @param address for an IPv4 address, an IPv6 /64
 * @param site for an IPv6 /56
 * @param subnet for an IPv4 /24, an IPv6 /48
 * @param network for an IPv4 /16, an IPv6 /32
 */
public record PerLevel(int address, int site, int subnet, int network) {
    /** The number for that level. */
    public int at(GroupLevel level) {
        return switch (level) {
            case ADDRESS -> address;
            case SITE -> site;
            case SUBNET -> subnet;
            case NETWORK -> network;
        };
    }

    /** The least of them. */
    public int least() {
        return Math.min(Math.min(address, site), Math.min(subnet, network));
    }
}
