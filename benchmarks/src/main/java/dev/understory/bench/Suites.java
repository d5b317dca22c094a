package dev.understory.bench;

import java.util.List;

/** All suites, raw limits first: the others compare themselves with them. */
final class Suites {
    private static final List<Suite> ALL = List.of(
            new RawTcp(),
            new RawAead(),
            new NettyTls(),
            new Bulk(),
            new SmallMessages(),
            new RoundTrips(),
            new Handshakes(),
            new IdleMemory(),
            new Flood());

    private Suites() {}

    /** The suite of that name; there must be one. */
    static Suite named(String name) {
        return ALL.stream()
                .filter(suite -> suite.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no suite is called " + name));
    }

    static List<Suite> all() {
        return ALL;
    }
}
