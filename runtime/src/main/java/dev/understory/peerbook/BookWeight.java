package dev.understory.peerbook;

import dev.understory.limits.NetworkAddress;

/**
 * What an entry weighs in memory, on a JVM of 64 bits without compact headers: reckoned for the longest key and an IPv6
 * address with an IPv6 source, which share no object with another entry, with all its places and its share of index and
 * list. A name weighs its characters besides.
 */
final class BookWeight {
    /** An entry, its address, key, host and source: 104 + 24 + 88 + 56 + 80; places, index and list: 60. */
    static final int ENTRY = 412;

    private BookWeight() {}

    static int of(BookEntry entry) {
        return ENTRY + nameOf(entry.address.host()) + nameOf(entry.source.first());
    }

    private static int nameOf(NetworkAddress host) {
        // a string and its array, of two bytes a character if need be
        return host.literal() ? 0 : 48 + 2 * host.toString().length();
    }
}
