package dev.understory.load;

import dev.understory.scenario.WorkloadKind;
import java.util.List;

/** All kinds of workload. A new one is a class of its own and its name here. */
public final class WorkloadKinds {
    /** In the order of the reference. */
    public static final List<WorkloadKind<?>> ALL =
            List.of(Broadcast.KIND, Request.KIND, Echo.KIND, NestBft.KIND, OwnProtocol.KIND);

    private WorkloadKinds() {}
}
