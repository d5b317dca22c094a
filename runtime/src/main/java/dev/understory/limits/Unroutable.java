package dev.understory.limits;

/** Why an address that somebody tells of is neither kept nor dialled (see {@link Routability}). */
public enum Unroutable {
    /** A name: whoever makes up names has as many networks as he likes, and they lead where he likes. */
    NAME,
    /** No host's address: 0/8 or ::. */
    UNSPECIFIED,
    /** This machine: 127/8 or ::1. */
    LOOPBACK,
    /** A network that is nobody else's business: RFC 1918, fc00::/7, fec0::/10, and NAT64 of a site's own. */
    PRIVATE,
    /** A network between a provider and its customers: 100.64/10. */
    CARRIER,
    /** A cable: 169.254/16 or fe80::/10. The metadata of cloud machines are served there. */
    LINK_LOCAL,
    /** Many hosts at once: 224/4 or ff00::/8. */
    MULTICAST,
    /** For examples in documents: TEST-NET-1 to 3, 2001:db8::/32 and 3fff::/20. */
    DOCUMENTATION,
    /** For measurements, or not handed out to anybody: 198.18/15, 240/4, all of IPv6 outside 2000::/3... */
    RESERVED,
    /** No port. */
    PORT_ZERO,
    /** A port on which other services listen, which a dial of ours would disturb or search for. */
    SERVICE_PORT
}
