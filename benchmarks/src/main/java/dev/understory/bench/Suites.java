package dev.understory.bench;

import java.util.List;

/** All suites, raw limits first: the others compare themselves with them. */
final class Suites {
    private static final List<Suite> ALL = List.of(
            new RawTcp(),
            new RawAead(),
            new NettyTls(),
            new Throughput(),
            new RoundTrips(),
            new Handshakes(),
            new IdleMemory(),
            new Flood());

    private Suites() {}

    static List<Suite> all() {
        return ALL;
    }
}
