package dev.understory.attack;

import java.util.ArrayList;
import java.util.List;

/** Every row of sections H, F and M that one attacker can play, and work and memory that come to nothing. Crowds and floods have tests of their own. */
final class Catalogue {
    /** Puts a node's memory limits back to what {@code reference.conf} has. */
    static final String DEFAULT_MEMORY = """
            understory.p2p.connection { peer-share = 6 MiB, peer-memory = 144 MiB, all-peers-memory = 0 B }
            understory.p2p.topics.BLOCK.max-message-size = 64 MiB
            """;

    private Catalogue() {}

    static List<AttackCase> all() {
        List<AttackCase> all = new ArrayList<>(HandshakeCases.all());
        all.addAll(FrameCases.all());
        all.addAll(PacketCases.all());
        all.addAll(WorkCases.all());
        return all;
    }
}
