package dev.understory.fault;

import dev.understory.scenario.Event;
import dev.understory.scenario.EventKind;
import dev.understory.scenario.Stage;
import java.util.List;

/** Ends every partition. */
public record HealAll(Schedule schedule) implements Event {
    static final EventKind<HealAll> KIND = EventKind.repairing(
                    "heal-all",
                    HealAll.class,
                    List.of(),
                    (schedule, e) -> new HealAll(schedule),
                    "ends every partition")
            .withExamples(draw -> List.of(new HealAll(draw.schedule())));

    @Override
    public EventKind<HealAll> kind() {
        return KIND;
    }

    @Override
    public boolean happen(Stage stage) {
        return Partition.heal(stage, name -> true);
    }
}
