package dev.understory.attack;

import java.util.ArrayList;
import java.util.List;

/** Every row of sections H, F, M, L and C that one attacker can play, and work and memory that come to nothing. Crowds and floods have tests of their own. */
final class Catalogue {
    private Catalogue() {}

    static List<AttackCase> all() {
        List<AttackCase> all = new ArrayList<>(HandshakeCases.all());
        all.addAll(FrameCases.all());
        all.addAll(PacketCases.all());
        all.addAll(WorkCases.all());
        all.addAll(LivenessCases.all());
        all.addAll(BanCases.all());
        all.addAll(LargeFrameCases.all());
        all.addAll(HybridCases.all());
        return all;
    }
}
