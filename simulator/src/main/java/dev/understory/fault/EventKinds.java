package dev.understory.fault;

import dev.understory.scenario.EventKind;
import java.util.List;

/** All kinds of event. A new one is a class of its own and its name here. */
public final class EventKinds {
    /** In the order of the reference. */
    public static final List<EventKind<?>> ALL = List.of(
            Partition.KIND, Heal.KIND, HealAll.KIND, Crash.KIND, PowerLoss.KIND, Restart.KIND, Pause.KIND, Slow.KIND);

    private EventKinds() {}
}
