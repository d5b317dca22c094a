package dev.understory.fault;

import dev.understory.scenario.Event;
import dev.understory.scenario.EventKind;
import dev.understory.scenario.Stage;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.Position;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Reading;
import dev.understory.scenario.shape.Shapes;
import java.util.Comparator;
import java.util.List;

/**
 * Ends one partition.
 *
 * @param partition the name of it
 */
public record Heal(Schedule schedule, String partition) implements Event {
    private static final Key<Heal, String> NAME =
            Key.required("name", Shapes.reference(Partition.NOUN), Heal::partition, "the partition to end");

    static final EventKind<Heal> KIND = EventKind.repairing(
            "heal", Heal.class, List.of(NAME), (schedule, e) -> new Heal(schedule, e.get(NAME)), "ends that partition");

    @Override
    public EventKind<Heal> kind() {
        return KIND;
    }

    @Override
    public void review(List<Event> all, Position moment, Reading reading) {
        all.stream()
                .filter(event ->
                        event instanceof Partition ended && ended.name().equals(partition))
                .map(event -> event.schedule().at())
                .min(Comparator.naturalOrder())
                .filter(first -> schedule.last().compareTo(first) < 0)
                .ifPresent(first -> reading.problem(
                        moment,
                        "this is over before partition '" + partition + "' begins, at "
                                + Quantities.text(Dimension.DURATION, first.toNanos())));
    }

    @Override
    public boolean happen(Stage stage) {
        return Partition.heal(stage, partition::equals);
    }
}
