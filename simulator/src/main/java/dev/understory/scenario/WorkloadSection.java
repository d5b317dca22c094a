package dev.understory.scenario;

import dev.understory.scenario.shape.Reading;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import dev.understory.scenario.shape.UnionShape;
import dev.understory.scenario.shape.UnionShape.Variant;
import dev.understory.scenario.shape.YamlValue;
import java.util.ArrayList;
import java.util.List;

/** The section {@code workloads}: a list of workloads, each of one of the kinds that there are. */
final class WorkloadSection {
    private WorkloadSection() {}

    static Shape<List<Workload>> shape(List<WorkloadKind<?>> kinds) {
        List<Variant<? extends Workload>> variants = new ArrayList<>();
        kinds.forEach(kind -> variants.add(kind.variant()));
        return Shapes.list(new UnionShape<Workload>("a workload", "kind", variants), 0)
                .map(WorkloadSection::counted, workloads -> workloads);
    }

    private static List<Workload> counted(List<Workload> workloads, YamlValue source, Reading reading) {
        if (workloads.size() > Workload.MOST && source instanceof YamlValue.Sequence list) {
            reading.problem(list.items().get(Workload.MOST), "a run has " + Workload.MOST + " workloads at most");
        }
        return workloads;
    }
}
