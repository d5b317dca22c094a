package dev.understory.attack;

/** Nodes that are attacked, by what they are beside {@link Bed#SETTINGS}. */
enum Site {
    /** Nothing else. */
    ORDINARY(""),
    /** Its handshake deadlines are short enough to wait for. */
    IMPATIENT("understory.p2p.handshake { step-timeout = 300 ms, timeout = 600 ms }\n"),
    /** It takes a peer for dead as soon as nodes do by default, and waits for bytes long enough for that to be seen. */
    ALERT("understory.p2p.connection { ping-interval = 1 s, liveness-timeout = 3 s, stall-grace = 30 s }\n"),
    /** Somebody is banned there: {@link BanCases}. */
    GUARDED(BanCases.settings()),
    /** Its memory limits are those of {@code reference.conf}. */
    GENEROUS("""
            understory.p2p.connection { peer-share = 6 MiB, peer-memory = 144 MiB, all-peers-memory = 0 B }
            understory.p2p.topics.BLOCK.max-message-size = 64 MiB
            """);

    private final String settings;

    Site(String settings) {
        this.settings = settings;
    }

    /** Settings beside those of every bed. */
    String settings() {
        return settings;
    }
}
