package dev.understory.scenario;

import dev.understory.mux.Topic;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Shapes;
import dev.understory.scenario.shape.UnionShape.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How scenarios write a kind of workload: its word, its keys, and what the reference says of it.
 *
 * @param <W> the class of these workloads
 */
public final class WorkloadKind<W extends Workload> {
    /** The topics that workloads may use. */
    public static final List<Topic> TOPICS = List.of(Topic.BLOCK, Topic.TX, Topic.CONSENSUS, Topic.BLOCK_REQUEST);

    /** What every kind has first. */
    public static final Key<Workload, String> NAME =
            Key.required("name", Shapes.declaredName(Names.WORKLOAD), Workload::name, "unique");

    /** What every kind has last whose work is started by the scenario. */
    public static final Key<Workload, List<String>> DURING = Key.withDefault(
            "during",
            PhasesSection.names(),
            List.of(),
            Workload::during,
            "phases in which new work starts; always by default");

    private static final String TABLE = "| key | default | |\n|---|---|---|\n";

    private final String word;
    private final String meaning;
    private final Class<W> type;
    private final MapShape<W> shape;
    private final List<? extends Key<?, ?>> shared;
    private final Function<Draw, W> example;

    /**
     * A kind of workload.
     *
     * @param word what {@code kind} says
     * @param keys in the order of reading, {@link #NAME} and {@link #DURING} with them
     * @param meaning for the reference, in Markdown
     * @param example draws a valid one; all that are drawn together use every key
     */
    public WorkloadKind(
            String word,
            Class<W> type,
            List<Key<? super W, ?>> keys,
            MapShape.Builder<W> builder,
            String meaning,
            Function<Draw, W> example) {
        this("a workload", word, type, keys, List.of(NAME, DURING), builder, meaning, example);
    }

    private WorkloadKind(
            String noun,
            String word,
            Class<W> type,
            List<Key<? super W, ?>> keys,
            List<? extends Key<?, ?>> shared,
            MapShape.Builder<W> builder,
            String meaning,
            Function<Draw, W> example) {
        this.word = word;
        this.meaning = meaning.strip();
        this.type = type;
        this.shape = new MapShape<>(noun + " of kind " + word, keys, builder);
        this.shared = shared;
        this.example = example;
    }

    /** A kind of attack; {@code shared} are keys that others have too, of which the reference tells once. */
    public static <W extends Workload> WorkloadKind<W> sharing(
            String word,
            Class<W> type,
            List<Key<? super W, ?>> keys,
            List<? extends Key<?, ?>> shared,
            MapShape.Builder<W> builder,
            String meaning,
            Function<Draw, W> example) {
        List<Key<?, ?>> all = new ArrayList<>(List.of(NAME, DURING));
        all.addAll(shared);
        return new WorkloadKind<>("an attack", word, type, keys, all, builder, meaning, example);
    }

    /** A key with a number of times, at least one. */
    public static <W> Key<W, Long> count(String name, Function<W, OptionalLong> getter, String meaning) {
        return Key.optional(
                name, Shapes.whole(1, 1_000_000_000), workload -> RunSection.orNull(getter.apply(workload)), meaning);
    }

    /** What was read of such a key. */
    public static OptionalLong count(Entries entries, Key<?, Long> key) {
        return RunSection.orEmpty(entries.find(key));
    }

    /** What scenarios write for it. */
    public String word() {
        return word;
    }

    /** A valid example. */
    public W example(Draw draw) {
        return example.apply(draw);
    }

    /** Its part of the reference: what it is, and a table of its own keys. */
    public String reference() {
        String rows = shape.keys().stream()
                .filter(key -> !shared.contains(key))
                .map(WorkloadKind::row)
                .collect(Collectors.joining());
        String told = "**`" + word + "`**: " + meaning + "\n";
        return rows.isEmpty() ? told : told + "\n" + TABLE + rows;
    }

    /** The rows of the keys that it shares with others of its section. */
    public List<String> sharedRows() {
        return shape.keys().stream()
                .filter(shared::contains)
                .filter(key -> key != NAME && key != DURING)
                .map(key -> row(key).strip())
                .toList();
    }

    Variant<W> variant() {
        return new Variant<>(word, type, shape, meaning);
    }

    private static <V> String row(Key<?, V> key) {
        return "| `" + key.name() + "` |" + fallback(key) + " | " + key.meaning() + " |\n";
    }

    private static <V> String fallback(Key<?, V> key) {
        V value = key.fallback();
        if (value == null && key.isSection() && key.shape() instanceof MapShape<?> section) {
            return section.keys().stream()
                    .filter(part -> part.fallback() != null)
                    .map(part -> part.name() + ": " + written(part))
                    .collect(Collectors.joining(", ", " `{", "}`"));
        }
        if (value == null) {
            return key.isRequired() ? "" : " *optional*";
        }
        if (value.equals(Selector.EVERYONE)) {
            return " everybody";
        }
        if (value.equals(Selectors.ANY_NODE)) {
            return " `{pick: any}`";
        }
        return Key.isEmpty(value) ? " none" : " `" + written(key) + "`";
    }

    private static <V> Object written(Key<?, V> key) {
        return key.shape().write(Objects.requireNonNull(key.fallback()));
    }
}
