package dev.understory.scenario;

import dev.understory.scenario.shape.Reading;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import dev.understory.scenario.shape.UnionShape;
import dev.understory.scenario.shape.UnionShape.Variant;
import dev.understory.scenario.shape.YamlValue;
import java.util.ArrayList;
import java.util.List;

/** The sections {@code workloads} and {@code attacks}: a list each, of the kinds that there are. */
final class WorkloadSection {
    private WorkloadSection() {}

    /** @param noun what problems call one: {@code a workload} */
    static Shape<List<Workload>> shape(String noun, List<WorkloadKind<?>> kinds) {
        List<Variant<? extends Workload>> variants = new ArrayList<>();
        kinds.forEach(kind -> variants.add(kind.variant()));
        return Shapes.list(new UnionShape<Workload>(noun, "kind", variants), 0)
                .map((read, source, reading) -> counted(read, noun, source, reading), workloads -> workloads);
    }

    private static List<Workload> counted(List<Workload> workloads, String noun, YamlValue source, Reading reading) {
        if (workloads.size() > Workload.MOST && source instanceof YamlValue.Sequence list) {
            reading.problem(
                    list.items().get(Workload.MOST),
                    "a run has " + Workload.MOST + noun.replaceFirst("an?", "") + "s at most");
        }
        return workloads;
    }
}
