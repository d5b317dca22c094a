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
            new Flood(),
            new Connects(),
            new Floods(),
            new WholeCommand(
                    "start",
                    "hello.yaml as a whole command, five times after one",
                    "hello.yaml",
                    5,
                    new WholeCommand.Use(1.5, 2.5, Double.POSITIVE_INFINITY)),
            new WholeCommand(
                    "sim-bulk",
                    "blocks of 1 MiB flood 500 simulated nodes of degree 4",
                    "bulk.yaml",
                    1,
                    new WholeCommand.Use(6, Double.POSITIVE_INFINITY, 1.5e9)),
            new WholeCommand(
                    "bft",
                    "bft-fanout.yaml: consensus of 100 validators",
                    "bft-fanout.yaml",
                    1,
                    WholeCommand.Use.wall(5)),
            new WholeCommand(
                    "idle",
                    "2,000 simulated peers of degree 8 with nothing but heartbeats for 60 s",
                    "idle.yaml",
                    1,
                    WholeCommand.Use.wall(3)));

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
