package dev.understory.scenario;

import dev.understory.scenario.Event.Schedule;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Shapes;
import dev.understory.scenario.shape.UnionShape.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How scenarios write a kind of event: its word, its keys, and what the reference says of it. The keys that all events have
 * are here.
 *
 * @param <E> the class of these events
 */
public final class EventKind<E extends Event> {
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

    private final String word;
    private final String meaning;
    private final Class<E> type;
    private final List<Key<? super E, ?>> ownKeys;
    private final MapShape<E> shape;
    private final Function<Draw, List<? extends Event>> examples;

    /** Makes an event of what was read. */
    @FunctionalInterface
    public interface Builder<E> {
        /** The event, or null after reporting why there is none. */
        @Nullable
        E build(Schedule schedule, Entries entries);
    }

    private EventKind(
            String word,
            Class<E> type,
            boolean breaks,
            List<Key<? super E, ?>> ownKeys,
            Builder<E> builder,
            String meaning) {
        this.word = word;
        this.meaning = meaning.strip().replaceAll("\\s*\n\\s*", " ");
        this.type = type;
        this.ownKeys = List.copyOf(ownKeys);
        List<Key<? super E, ?>> keys = new ArrayList<>(List.of(AT, EVERY, TIMES, MAY_MISS));
        keys.addAll(ownKeys);
        this.shape =
                new MapShape<>("an event " + word, keys, entries -> builder.build(schedule(entries, breaks), entries));
        this.examples = draw -> List.of();
    }

    private EventKind(EventKind<E> kind, Function<Draw, List<? extends Event>> examples) {
        this.word = kind.word;
        this.meaning = kind.meaning;
        this.type = kind.type;
        this.ownKeys = kind.ownKeys;
        this.shape = kind.shape;
        this.examples = examples;
    }

    /**
     * A kind of event that makes something wrong, which is repaired when the duration is over: it cannot begin then.
     *
     * @param word what {@code do} says
     * @param keys its own, beside those that all events have
     * @param meaning for the reference, in Markdown
     */
    public static <E extends Event> EventKind<E> breaking(
            String word, Class<E> type, List<Key<? super E, ?>> keys, Builder<E> builder, String meaning) {
        return new EventKind<>(word, type, true, keys, builder, meaning);
    }

    /** A kind of event that makes nothing wrong. */
    public static <E extends Event> EventKind<E> repairing(
            String word, Class<E> type, List<Key<? super E, ?>> keys, Builder<E> builder, String meaning) {
        return new EventKind<>(word, type, false, keys, builder, meaning);
    }

    /** The same with examples, which together use all its keys. Events of other kinds may be with them that they go with. */
    public EventKind<E> withExamples(Function<Draw, List<? extends Event>> drawn) {
        return new EventKind<>(this, drawn);
    }

    /** Valid examples. */
    public List<? extends Event> examples(Draw draw) {
        return examples.apply(draw);
    }

    /** What scenarios write for it. */
    public String word() {
        return word;
    }

    /** Its line in the table of the reference. */
    public String row() {
        String keys = ownKeys.stream().map(EventKind::told).collect(Collectors.joining(", "));
        return "| `" + word + "` |" + (keys.isEmpty() ? "" : " " + keys) + " | " + meaning + " |";
    }

    Variant<E> variant() {
        return new Variant<>(word, type, shape, meaning);
    }

    static String nameOfMoment() {
        return AT.name();
    }

    private static <V> String told(Key<?, V> key) {
        V fallback = key.fallback();
        Object written = fallback == null ? null : key.shape().write(fallback);
        return "`" + key.name() + "`" + (written == null || written instanceof Map ? "" : " (`" + written + "`)");
    }

    private static Schedule schedule(Entries entries, boolean breaks) {
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
        } else if (end != null && schedule.times() > 1 && schedule.last().compareTo(end) >= 0) {
            entries.warning(TIMES, "the last repetitions are not before the end of the run");
        }
        if (breaks && schedule.at().equals(end)) {
            entries.problem(AT, "at the end of the duration all faults are lifted: this one would never be");
        }
        return schedule;
    }
}
