package dev.understory.reputation;

import dev.understory.identity.PublicKey;
import dev.understory.limits.AddressGroup;
import dev.understory.limits.NetworkAddress;

/** What can be banned. */
public sealed interface BanSubject {
    /** Host names that can be banned at a time; more are refused, for each is looked up again and again. */
    int MOST_NAMES = 512;

    /** An identity, wherever it comes from. */
    record Identity(PublicKey key) implements BanSubject {}

    /** One address, whoever comes from it. An IPv4-mapped IPv6 address is the IPv4 address. */
    record Address(NetworkAddress address) implements BanSubject {}

    /**
     * A host name: it is not dialled, and whatever addresses it has, now and later, are banned like {@link Address}. A name
     * without an address bans nobody yet.
     */
    record Name(String host) implements BanSubject {
        /** Names differ neither by case nor by a dot at the end. */
        public Name {
            host = NetworkAddress.foldedName(host);
        }
    }

    /** All addresses of a network of any size. */
    record Network(AddressGroup group) implements BanSubject {}

    /** As a person writes it: a key in hex, an address, a network with its length, a host name. */
    default String text() {
        return switch (this) {
            case Identity(PublicKey key) -> key.hex();
            case Address(NetworkAddress address) -> address.toString();
            case Name(String host) -> host;
            case Network(AddressGroup group) -> group.toString();
        };
    }

    /**
     * The subject that {@code ADDRESS} or {@code ADDRESS/LENGTH} names; a network of one address is that address.
     *
     * @throws IllegalArgumentException with one line that says what is wrong, and what may have been meant
     */
    static BanSubject ofAddresses(String text) {
        return ofAddresses(AddressGroup.parse(text));
    }

    /** The subject that stands for these addresses: each way to ban them is the same ban. */
    static BanSubject ofAddresses(AddressGroup group) {
        return group.isSingle() ? new Address(group.first()) : new Network(group);
    }
}
