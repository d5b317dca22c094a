package dev.understory.assault;

import dev.understory.scenario.WorkloadKind;
import java.util.List;

/** All kinds of attack. A new one is a class of its own and its name here. */
public final class AttackKinds {
    /** In the order of the reference. */
    public static final List<WorkloadKind<?>> ALL = List.of(
            ConnectFlood.KIND,
            SlowHandshake.KIND,
            Garbage.KIND,
            Oversize.KIND,
            MemoryPinning.KIND,
            TopicSpam.KIND,
            PingFlood.KIND,
            Sybil.KIND,
            PexPoison.KIND);

    private AttackKinds() {}
}
