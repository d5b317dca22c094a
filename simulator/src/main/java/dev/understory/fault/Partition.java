package dev.understory.fault;

import dev.understory.scenario.Draw;
import dev.understory.scenario.Event;
import dev.understory.scenario.EventKind;
import dev.understory.scenario.Selector;
import dev.understory.scenario.Selectors;
import dev.understory.scenario.Stage;
import dev.understory.scenario.Stage.Wrong;
import dev.understory.scenario.Whom;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.Position;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Reading;
import dev.understory.scenario.shape.Shapes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Nodes on different sides cannot reach each other; nodes on no side reach everybody. Links stay open and carry
 * nothing, as they do when a cable is cut.
 *
 * @param name what a {@link Heal} calls it
 * @param sides at least two; a node belongs to the first side that chooses it
 * @param duration after which it heals by itself
 */
public record Partition(Schedule schedule, String name, List<Selector> sides, Way way, Optional<Duration> duration)
        implements Event {
    /** What names of partitions are called in problems, and the word for the kind. */
    static final String NOUN = "partition";

    private static final Key<Partition, List<Selector>> SIDES = Key.required(
            "sides", Shapes.list(Selectors.SET, 2), Partition::sides, "at least two; a node is on the first that fits");
    private static final Key<Partition, Way> WAY = Key.withDefault(
            "way",
            Shapes.constant("way", Way.class),
            Way.BOTH,
            Partition::way,
            "both; a-to-b: nothing passes from an earlier side to a later one");
    private static final Key<Partition, Duration> FOR = Key.optional(
            "for",
            Quantities.positiveDuration(),
            partition -> partition.duration().orElse(null),
            "heals by itself after this");
    private static final Key<Partition, String> NAME =
            Key.optional("name", Shapes.declaredName(NOUN), Partition::name, "what 'heal' calls it");

    static final EventKind<Partition> KIND = EventKind.breaking(
                    NOUN,
                    Partition.class,
                    List.of(SIDES, WAY, FOR, NAME),
                    (schedule, e) -> new Partition(schedule, name(e), e.get(SIDES), e.get(WAY), e.maybe(FOR)),
                    """
            nodes on different sides (selectors, at least two; a node is on the first that it fits) cannot reach each
            other; who is on no side reaches everybody. `way: a-to-b`: nothing passes from an earlier side to a later one.
            `for`: heals by itself
            """)
            .withExamples(Partition::examples);

    public Partition {
        sides = List.copyOf(sides);
    }

    /** In which directions a partition cuts. */
    public enum Way {
        /** Nothing passes between the sides. */
        BOTH,
        /** Nothing passes from an earlier side to a later one; the other direction works. */
        A_TO_B
    }

    @Override
    public EventKind<Partition> kind() {
        return KIND;
    }

    @Override
    public List<Whom> whom() {
        return List.of(Whom.sides(SIDES.name(), sides));
    }

    @Override
    public void review(List<Event> all, Position moment, Reading reading) {
        boolean isHealed = all.stream()
                .anyMatch(event -> event.schedule().at().compareTo(schedule.at()) >= 0
                        && (event instanceof HealAll
                                || (event instanceof Heal heal
                                        && heal.partition().equals(name))));
        if (duration.isEmpty() && !isHealed) {
            reading.warning(
                    reading.declaration(NOUN, name),
                    "partition '" + name + "' has neither 'for' nor a later heal: it ends with the duration");
        }
    }

    @Override
    public boolean happen(Stage stage) {
        List<BitSet> chosen = new ArrayList<>();
        BitSet taken = new BitSet();
        for (Selector selector : sides) {
            BitSet side = stage.choose(selector);
            side.andNot(taken);
            taken.or(side);
            chosen.add(side);
        }
        String sizes = String.join(
                way == Way.BOTH ? " | " : " > ",
                chosen.stream()
                        .map(side -> Integer.toString(side.cardinality()))
                        .toList());
        long since = stage.now();
        Runnable heal = stage.faults().partition(chosen, way == Way.A_TO_B);
        stage.begin(Wrong.ofNetwork(NOUN, name, "partition " + sizes, duration, () -> {
            heal.run();
            return hasSeparated(chosen, since, stage);
        }));
        return false;
    }

    /** Ends those with such names; whether there were any. */
    static boolean heal(Stage stage, Predicate<String> names) {
        return stage.end(wrong -> wrong.kind().equals(NOUN) && names.test(wrong.name()));
    }

    /** Whether somebody was up on two of its sides at least. */
    private static boolean hasSeparated(List<BitSet> sides, long since, Stage stage) {
        return sides.stream()
                        .filter(side ->
                                side.stream().anyMatch(node -> stage.lives().wasUp(node, since, stage.now())))
                        .count()
                >= 2;
    }

    /** One that has a name and is healed by it. */
    private static List<Event> examples(Draw draw) {
        Schedule cut = draw.schedule();
        Schedule healed = new Schedule(cut.at().plus(draw.time()), Duration.ZERO, 1, false);
        List<Selector> sides = List.of(draw.once(), draw.once(), draw.once());
        return List.of(
                new Partition(cut, "cut", sides, draw.oneOf(Way.values()), draw.maybeTime()), new Heal(healed, "cut"));
    }

    private static String name(Entries entries) {
        Optional<String> written = entries.maybe(NAME);
        if (written.isPresent()) {
            return written.get();
        }
        String name = "partition-" + (entries.reading().names(NOUN).size() + 1);
        entries.reading().declare(NOUN, name, entries.at(NAME));
        return name;
    }
}
