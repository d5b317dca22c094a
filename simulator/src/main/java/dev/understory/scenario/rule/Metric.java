package dev.understory.scenario.rule;

import dev.understory.measure.Sampling;
import dev.understory.measure.Shortfall;
import dev.understory.measure.Values;
import dev.understory.scenario.shape.Dimension;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Something that a scenario can ask for by name, with all there is to know of it: rules, service levels, report and reference
 * go by it. A metric has no values of its own; it is computed from the meters of the nodes.
 *
 * <p>A metric is either a {@link Kind#STATE state} of a node, which has a value at every moment and can stand in a rule
 * ({@code all(validator.height)}), or a {@link Kind#SAMPLE sample}, which is taken when something happens and can only be
 * the subject of a service level. A service level on a state looks at the value of every running node at every snapshot.
 */
public final class Metric {
    /** When a metric has a value. */
    public enum Kind {
        /** At every moment, for every running node. */
        STATE,
        /** When something happens. */
        SAMPLE
    }

    /** What may still become of samples that were taken, while the run goes on. */
    public enum Change {
        /** Nothing. */
        NONE,
        /** They may grow: what is not done yet counts as not done. */
        GROWTH,
        /** They may grow or shrink. */
        ANY
    }

    private final Draft made;

    private Metric(Draft made) {
        this.made = made;
    }

    /** A state of nodes, the sum of all meters of that name; {@code meaning} is what the reference says of it. */
    public static Draft state(String word, Dimension dimension, String meaning) {
        return new Draft(word, Kind.STATE, dimension, meaning);
    }

    /**
     * What is sampled, in meters of that name if nothing else is said; {@code meaning} says what there is one sample each of,
     * for the reference.
     */
    public static Draft sample(String word, Dimension dimension, String meaning) {
        return new Draft(word, Kind.SAMPLE, dimension, meaning);
    }

    /** As scenarios write it: {@code broadcast.latency}. */
    public String word() {
        return made.word;
    }

    public Kind kind() {
        return made.kind;
    }

    /** What it is measured in; values are in the dimension's base unit. */
    public Dimension dimension() {
        return made.dimension;
    }

    /** The kind of workload without which there is no value; empty if every node has one. */
    public Optional<String> workload() {
        return made.workload;
    }

    /** Whether it is taken at attackers. */
    public boolean isOfAttacks() {
        return made.ofAttacks;
    }

    /** What its samples can be told apart by. */
    public List<Label> labels() {
        return made.labels;
    }

    /** Whether samples are taken only at nodes that take part in the workload. */
    public boolean isOfParticipants() {
        return made.ofParticipants;
    }

    /** What may still become of samples that were taken. */
    public Change change() {
        return made.change;
    }

    /** The samples. */
    public Values samples(Sampling from) {
        return made.samples.apply(from);
    }

    /**
     * What a value has to be divided by to be in the base unit: then 19 of 20 are 0.95, to which a product with a billionth
     * adds a binary trifle.
     */
    public double divisor() {
        return made.divisor;
    }

    /** What has no sample. */
    public Shortfall missing(Sampling from) {
        return made.missing.apply(from);
    }

    /** The title of its chart over time in the report; empty if it has none. */
    public Optional<String> chart() {
        return made.chart;
    }

    /** Its line in a table of the reference. */
    public String row() {
        return switch (made.kind) {
            case STATE -> "| `" + made.word + "` | " + made.meaning + " |";
            case SAMPLE ->
                "| `" + made.word + "` | " + made.unit + " | "
                        + made.labels.stream().map(Label::word).collect(Collectors.joining(", ")) + " | " + made.meaning
                        + " |";
        };
    }

    @Override
    public String toString() {
        return made.word;
    }

    /** A metric in the making: whatever is not said is as with most of them. */
    public static final class Draft {
        private final String word;
        private final Kind kind;
        private final Dimension dimension;
        private final String meaning;
        private String unit;
        private Optional<String> workload = Optional.empty();
        private List<Label> labels = List.of(Label.GROUP, Label.REGION);
        private boolean ofParticipants;
        private boolean ofAttacks;
        private Change change = Change.NONE;
        private Function<Sampling, Values> samples;
        private double divisor = 1;
        private Function<Sampling, Shortfall> missing = from -> Shortfall.NONE;
        private Optional<String> chart = Optional.empty();

        private Draft(String word, Kind kind, Dimension dimension, String meaning) {
            this.word = word;
            this.kind = kind;
            this.dimension = dimension;
            this.meaning = meaning;
            this.unit = dimension.name().toLowerCase(Locale.ROOT);
            this.samples = from -> from.values(word);
        }

        /** There is no value without a workload of that kind. Samples can be told by its name. */
        public Draft of(String kindOfWorkload) {
            workload = Optional.of(kindOfWorkload);
            return kind == Kind.SAMPLE ? labels(Label.WORKLOAD, Label.GROUP, Label.REGION) : this;
        }

        /** It is taken at attackers, while they attack. Samples can be told by the name of the attack. */
        public Draft ofAttacks() {
            ofAttacks = true;
            return labels(Label.WORKLOAD, Label.GROUP, Label.REGION);
        }

        /** What its samples can be told apart by, if that is something else. */
        public Draft labels(Label... apart) {
            labels = List.of(apart);
            return this;
        }

        /** It is 1 for what has succeeded and 0 for what has not, or not yet. */
        public Draft successes(Function<Sampling, Values> computed) {
            return unit("1 or 0").changing(Change.GROWTH).samples(computed);
        }

        /** What the reference calls its unit; the dimension if nothing is said. */
        public Draft unit(String called) {
            unit = called;
            return this;
        }

        /** Samples are taken only at nodes that take part in the workload, which cannot be none. */
        public Draft ofParticipants() {
            ofParticipants = true;
            return this;
        }

        /** Samples that were taken may change. */
        public Draft changing(Change how) {
            change = how;
            return this;
        }

        /** How its samples are computed. */
        public Draft samples(Function<Sampling, Values> computed) {
            samples = computed;
            return this;
        }

        /** Its samples are so many times as large as they should be. */
        public Draft dividedBy(double times) {
            divisor = times;
            return this;
        }

        /** How that is computed which has no sample. */
        public Draft missing(Function<Sampling, Shortfall> computed) {
            missing = computed;
            return this;
        }

        /** The report has a chart of its mean over time, under that title. It has to be a gauge. */
        public Draft charted(String title) {
            chart = Optional.of(title);
            return this;
        }

        /** The metric; nothing more can be said of it. */
        public Metric done() {
            return new Metric(this);
        }
    }
}
