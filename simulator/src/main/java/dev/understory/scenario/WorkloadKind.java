package dev.understory.scenario;

import dev.understory.mux.Topic;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Shapes;
import dev.understory.scenario.shape.UnionShape.Variant;
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

    private final String word;
    private final String meaning;
    private final Class<W> type;
    private final MapShape<W> shape;
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
        this.word = word;
        this.meaning = meaning.strip();
        this.type = type;
        this.shape = new MapShape<>("a workload of kind " + word, keys, builder);
        this.example = example;
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
        return shape.keys().stream()
                .filter(key -> key != NAME && key != DURING)
                .map(WorkloadKind::row)
                .collect(Collectors.joining(
                        "", "**`" + word + "`**: " + meaning + "\n\n| key | default | |\n|---|---|---|\n", ""));
    }

    Variant<W> variant() {
        return new Variant<>(word, type, shape, meaning);
    }

    private static <V> String row(Key<?, V> key) {
        return "| `" + key.name() + "` |" + fallback(key) + " | " + key.meaning() + " |\n";
    }

    private static <V> String fallback(Key<?, V> key) {
        V value = key.fallback();
        if (value == null && key.shape() instanceof MapShape<?> section) {
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
