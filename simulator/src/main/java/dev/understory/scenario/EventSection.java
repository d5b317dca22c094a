package dev.understory.scenario;

import dev.understory.scenario.Event.Crash;
import dev.understory.scenario.Event.Disk;
import dev.understory.scenario.Event.Heal;
import dev.understory.scenario.Event.HealAll;
import dev.understory.scenario.Event.Partition;
import dev.understory.scenario.Event.PowerLoss;
import dev.understory.scenario.Event.Restart;
import dev.understory.scenario.Event.Schedule;
import dev.understory.scenario.Event.Way;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Position;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Reading;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import dev.understory.scenario.shape.UnionShape;
import dev.understory.scenario.shape.UnionShape.Variant;
import dev.understory.scenario.shape.YamlValue;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The section {@code events}. */
final class EventSection {
    private static final Key<Event, Duration> AT = Key.required(
            "at",
            new Moments(),
            event -> event.schedule().at(),
            "a time since the start, the edge of a phase, or 'end'");
    private static final Key<Event, Duration> EVERY = Key.optional(
            "every",
            Quantities.positiveDuration(),
            event -> event.schedule().times() > 1 ? event.schedule().every() : null,
            "time from one repetition to the next");
    private static final Key<Event, Integer> TIMES = Key.optional(
            "times",
            Shapes.count(1, 100_000),
            event -> event.schedule().times() > 1 ? event.schedule().times() : null,
            "how often it happens");

    private static final Key<Event, Boolean> MAY_MISS = Key.withDefault(
            "mayMiss",
            Shapes.flag(),
            false,
            event -> event.schedule().mayMiss(),
            "true: it is no matter if it affects nobody; otherwise the run is inconclusive then");

    private static final Key<Partition, String> NAME =
            Key.optional("name", Shapes.declaredName(Names.PARTITION), Partition::name, "what 'heal' calls it");
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

    private static final Key<Heal, String> WHICH =
            Key.required("name", Shapes.reference(Names.PARTITION), Heal::partition, "the partition to end");

    private static final Key<Crash, Selector> CRASHING = Key.required(
            "who",
            Selectors.EACH_TIME,
            Crash::who,
            "whose processes die at once: their machines reset all connections");
    private static final Key<Crash, Disk> DISK = Key.withDefault(
            "disk",
            Shapes.constant("disk", Disk.class),
            Disk.KEEP,
            Crash::disk,
            "what becomes of what they had stored");
    private static final Key<Duration, Duration> AFTER =
            Key.required("after", Quantities.positiveDuration(), after -> after, "how long they are down");
    private static final Key<Crash, Duration> RESTART = Key.optional(
            "restart",
            new MapShape<>("restart", List.of(AFTER), e -> e.get(AFTER)),
            crash -> crash.restartAfter().orElse(null),
            "they start again by themselves");

    private static final Key<PowerLoss, Selector> DARKENING =
            Key.required("who", Selectors.EACH_TIME, PowerLoss::who, "whose machines are gone at once: nobody is told");
    private static final Key<PowerLoss, Disk> DARK_DISK = Key.withDefault(
            "disk",
            Shapes.constant("disk", Disk.class),
            Disk.KEEP,
            PowerLoss::disk,
            "what becomes of what they had stored");
    private static final Key<PowerLoss, Duration> DARK_RESTART = Key.optional(
            "restart",
            new MapShape<>("restart", List.of(AFTER), e -> e.get(AFTER)),
            loss -> loss.restartAfter().orElse(null),
            "they start again by themselves");

    private static final Key<Restart, Selector> RESTARTING = Key.withDefault(
            "who", Selectors.EACH_TIME, Selector.EVERYONE, Restart::who, "those of them that are down start again");

    private static final Shape<List<Event>> LIST = Shapes.list(
            new UnionShape<Event>(
                    "an event",
                    "do",
                    List.of(
                            new Variant<>("partition", Partition.class, partition()),
                            new Variant<>(
                                    "heal",
                                    Heal.class,
                                    new MapShape<>(
                                            "an event heal",
                                            List.of(AT, EVERY, TIMES, MAY_MISS, WHICH),
                                            e -> new Heal(schedule(e), e.get(WHICH)))),
                            new Variant<>(
                                    "heal-all",
                                    HealAll.class,
                                    new MapShape<>(
                                            "an event heal-all",
                                            List.of(AT, EVERY, TIMES, MAY_MISS),
                                            e -> new HealAll(schedule(e)))),
                            new Variant<>("crash", Crash.class, crash()),
                            new Variant<>("power-loss", PowerLoss.class, powerLoss()),
                            new Variant<>(
                                    "restart",
                                    Restart.class,
                                    new MapShape<>(
                                            "an event restart",
                                            List.of(AT, EVERY, TIMES, MAY_MISS, RESTARTING),
                                            e -> new Restart(schedule(e), e.get(RESTARTING)))))),
            0);

    static final Shape<List<Event>> SHAPE = LIST.map(EventSection::checked, events -> events);

    private EventSection() {}

    private static List<Event> checked(List<Event> events, YamlValue source, Reading reading) {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof Heal heal && source instanceof YamlValue.Sequence list) {
                checkHeal(heal, events, list.items().get(i), reading);
            }
        }
        for (Event event : events) {
            if (event instanceof Partition partition
                    && partition.duration().isEmpty()
                    && !isHealed(partition, events)) {
                reading.warning(
                        reading.declaration(Names.PARTITION, partition.name()),
                        "partition '" + partition.name()
                                + "' has neither 'for' nor a later heal: it ends with the duration");
            }
        }
        return events;
    }

    private static void checkHeal(Heal heal, List<Event> events, YamlValue source, Reading reading) {
        events.stream()
                .filter(event ->
                        event instanceof Partition partition && partition.name().equals(heal.partition()))
                .map(event -> event.schedule().at())
                .min(Comparator.naturalOrder())
                .filter(first -> last(heal.schedule()).compareTo(first) < 0)
                .ifPresent(first -> reading.problem(
                        placeOfMoment(source),
                        "this is over before partition '" + heal.partition() + "' begins, at "
                                + Quantities.text(Dimension.DURATION, first.toNanos())));
    }

    private static Position placeOfMoment(YamlValue event) {
        YamlValue.Entry at =
                event instanceof YamlValue.Mapping mapping ? mapping.entries().get(AT.name()) : null;
        return at == null ? event.position() : at.value().position();
    }

    private static Duration last(Schedule schedule) {
        return schedule.moment(schedule.times() - 1);
    }

    private static boolean isHealed(Partition partition, List<Event> events) {
        return events.stream()
                .anyMatch(event ->
                        event.schedule().at().compareTo(partition.schedule().at()) >= 0
                                && (event instanceof HealAll
                                        || (event instanceof Heal heal
                                                && heal.partition().equals(partition.name()))));
    }

    private static MapShape<Partition> partition() {
        return new MapShape<>(
                "an event partition",
                List.of(AT, EVERY, TIMES, MAY_MISS, NAME, SIDES, WAY, FOR),
                e -> new Partition(fault(e), partitionName(e), e.get(SIDES), e.get(WAY), e.maybe(FOR)));
    }

    private static MapShape<Crash> crash() {
        return new MapShape<>(
                "an event crash",
                List.of(AT, EVERY, TIMES, MAY_MISS, CRASHING, DISK, RESTART),
                e -> new Crash(fault(e), e.get(CRASHING), e.get(DISK), e.maybe(RESTART)));
    }

    private static MapShape<PowerLoss> powerLoss() {
        return new MapShape<>(
                "an event power-loss",
                List.of(AT, EVERY, TIMES, MAY_MISS, DARKENING, DARK_DISK, DARK_RESTART),
                e -> new PowerLoss(fault(e), e.get(DARKENING), e.get(DARK_DISK), e.maybe(DARK_RESTART)));
    }

    private static String partitionName(Entries entries) {
        Optional<String> written = entries.maybe(NAME);
        if (written.isPresent()) {
            return written.get();
        }
        String name = "partition-" + (entries.reading().names(Names.PARTITION).size() + 1);
        entries.reading().declare(Names.PARTITION, name, entries.at(NAME));
        return name;
    }

    /** At the end of the duration everything is repaired, so that nothing breaks then any more. */
    private static Schedule fault(Entries entries) {
        Schedule schedule = schedule(entries);
        if (schedule.at().equals(entries.reading().shared(RunSection.DURATION))) {
            entries.problem(AT, "at the end of the duration all faults are lifted: this one would never be");
        }
        return schedule;
    }

    private static Schedule schedule(Entries entries) {
        @Nullable Duration every = entries.find(EVERY);
        @Nullable Integer times = entries.find(TIMES);
        if ((every == null) != (times == null)) {
            entries.problem(every == null ? TIMES : EVERY, "'every' and 'times' go together");
        }
        boolean mayMiss = entries.get(MAY_MISS);
        Schedule schedule = every == null || times == null
                ? new Schedule(entries.get(AT), Duration.ZERO, 1, mayMiss)
                : new Schedule(entries.get(AT), times > 1 ? every : Duration.ZERO, times, mayMiss);
        Duration end = entries.reading().shared(RunSection.DURATION);
        if (schedule.at().isNegative() || (end != null && schedule.at().compareTo(end) > 0)) {
            entries.problem(AT, "this moment is not within the duration of the run");
        } else if (end != null && schedule.times() > 1 && last(schedule).compareTo(end) >= 0) {
            entries.warning(TIMES, "the last repetitions are not before the end of the run");
        }
        return schedule;
    }
}
