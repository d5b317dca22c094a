package dev.understory.fault;

import dev.understory.scenario.Event;
import dev.understory.scenario.EventKind;
import dev.understory.scenario.Selector;
import dev.understory.scenario.Selectors;
import dev.understory.scenario.Stage;
import dev.understory.scenario.Whom;
import dev.understory.scenario.shape.Key;
import java.util.BitSet;
import java.util.List;

/** Those of the chosen nodes that are down start again. */
public record Restart(Schedule schedule, Selector who) implements Event {
    private static final Key<Restart, Selector> WHO = Key.withDefault(
            "who", Selectors.EACH_TIME, Selector.EVERYONE, Restart::who, "those of them that are down start again");

    static final EventKind<Restart> KIND = EventKind.repairing(
                    "restart",
                    Restart.class,
                    List.of(WHO),
                    (schedule, e) -> new Restart(schedule, e.get(WHO)),
                    "those of them that are down start again")
            .withExamples(draw -> List.of(new Restart(draw.schedule(), draw.eachTime())));

    @Override
    public EventKind<Restart> kind() {
        return KIND;
    }

    @Override
    public List<Whom> whom() {
        return List.of(Whom.any(WHO.name(), who));
    }

    @Override
    public boolean startsNodes() {
        return true;
    }

    @Override
    public boolean happen(Stage stage) {
        BitSet chosen = stage.choose(who);
        boolean anyDown = chosen.stream().anyMatch(node -> !stage.lives().isUp(node));
        chosen.stream().forEach(node -> {
            stage.endOf(node, Down::isOne);
            stage.lives().start(node);
        });
        return anyDown;
    }
}
