package dev.understory.reputation;

import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;

/** What can be banned. */
public sealed interface BanSubject {
    /** An identity, wherever it comes from. */
    record Identity(PublicKey key) implements BanSubject {}

    /** One address, whoever comes from it. An IPv4-mapped IPv6 address is the IPv4 address. */
    record Address(NetworkAddress address) implements BanSubject {}

    /** All addresses of the /24 (IPv4) or /64 (IPv6) that {@code member} lies in. */
    record Subnet(NetworkAddress member) implements BanSubject {
        /** Any member of a subnet names it. */
        public Subnet {
            member = member.subnet();
        }
    }
}
