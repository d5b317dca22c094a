package dev.understory.scenario;

import dev.understory.mux.Topic;
import dev.understory.scenario.Checks.ServiceLevel;
import dev.understory.scenario.rule.Label;
import dev.understory.scenario.rule.Metric;
import dev.understory.scenario.rule.Statistic;
import dev.understory.scenario.rule.Vocabulary;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Quantity;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A check of the list {@code slo}. */
final class ServiceLevelShape {
    private static final List<Key<? super Map<String, String>, ?>> LABELS = labels();

    private static final Key<ServiceLevel, String> NAME =
            Key.required("name", Shapes.declaredName(Names.CHECK), ServiceLevel::name, "unique among all checks");
    private static final Key<ServiceLevel, Map<String, String>> WHERE = Key.withDefault(
            "where",
            new MapShape<>("where", LABELS, ServiceLevelShape::where),
            Collections.emptyMap(),
            ServiceLevel::where,
            "only samples with these labels");
    private static final Key<ServiceLevel, Statistic> STAT = Key.required(
            "stat",
            Shapes.word("statistic", List.of(Statistic.values()), Statistic::word),
            ServiceLevel::stat,
            "what is computed over all samples");
    private static final Key<ServiceLevel, String> MIN = Key.optional(
            "min",
            Quantities.ofAnyDimension(),
            s -> text(s, s.min()),
            "the smallest good value, in the unit of the metric");
    private static final Key<ServiceLevel, String> MAX = Key.optional(
            "max",
            Quantities.ofAnyDimension(),
            s -> text(s, s.max()),
            "the largest good value, in the unit of the metric");
    private static final Key<ServiceLevel, List<String>> AGAINST = Key.withDefault(
            "against",
            PhasesSection.names(),
            List.of(),
            ServiceLevel::against,
            "phases with whose statistic this one is compared: min and max are then how many times as large it may be");
    private static final Key<ServiceLevel, List<String>> DURING = Key.withDefault(
            "during",
            PhasesSection.names(),
            List.of(),
            ServiceLevel::during,
            "phases whose samples count; everything after the warm-up by default");

    private final Key<ServiceLevel, Metric> metrics;
    private final Key<Scenario, List<Workload>> workloads;
    private final Key<Scenario, List<Workload>> attacks;

    ServiceLevelShape(
            Vocabulary vocabulary, Key<Scenario, List<Workload>> workloads, Key<Scenario, List<Workload>> attacks) {
        this.metrics = Key.required(
                "metric",
                Shapes.word("metric", vocabulary.metrics(), Metric::word),
                ServiceLevel::metric,
                "what is measured");
        this.workloads = workloads;
        this.attacks = attacks;
    }

    Shape<List<ServiceLevel>> list() {
        return Shapes.list(
                new MapShape<>(
                        "a service level",
                        List.of(NAME, metrics, WHERE, STAT, AGAINST, MIN, MAX, DURING),
                        this::serviceLevel),
                0);
    }

    private ServiceLevel serviceLevel(Entries e) {
        Metric metric = e.get(metrics);
        checkLabels(e, metric);
        checkSource(e, metric);
        checkWarmup(e);
        if (!e.get(AGAINST).isEmpty() && metric.kind() == Metric.Kind.STATE) {
            e.problem(
                    AGAINST,
                    "only what is sampled can be compared with another phase; a state such as " + metric.word()
                            + " can not");
        }
        Dimension dimension = dimension(metric, e.get(STAT), e.get(AGAINST));
        OptionalDouble min = bound(e, MIN, dimension);
        OptionalDouble max = bound(e, MAX, dimension);
        if (e.find(MIN) == null && e.find(MAX) == null) {
            e.problem(MIN, "a service level needs 'min', 'max' or both");
        } else if (min.isPresent() && max.isPresent() && min.getAsDouble() > max.getAsDouble()) {
            e.problem(MAX, "max is smaller than min");
        }
        return new ServiceLevel(
                e.get(NAME), metric, e.get(WHERE), e.get(STAT), e.get(AGAINST), min, max, e.get(DURING));
    }

    /** What a statistic of a metric is measured in: counting samples gives a plain number, and so does a comparison. */
    private static Dimension dimension(Metric metric, Statistic stat, List<String> against) {
        return stat == Statistic.COUNT || !against.isEmpty() ? Dimension.NUMBER : metric.dimension();
    }

    private static OptionalDouble bound(Entries e, Key<ServiceLevel, String> key, Dimension dimension) {
        @Nullable String text = e.find(key);
        if (text == null) {
            return OptionalDouble.empty();
        }
        return switch (Quantity.parse(text, dimension)) {
            case Quantity.Accepted accepted ->
                OptionalDouble.of(accepted.quantity().amount().doubleValue());
            case Quantity.Refused refused -> {
                e.problem(key, refused.message());
                yield OptionalDouble.empty();
            }
        };
    }

    private static void checkLabels(Entries e, Metric metric) {
        for (String label : e.get(WHERE).keySet()) {
            boolean known = metric.labels().stream()
                    .anyMatch(candidate -> candidate.word().equals(label));
            if (!known) {
                e.problem(
                        WHERE,
                        metric.word() + " has no label '" + label + "', only "
                                + String.join(
                                        ", ",
                                        metric.labels().stream()
                                                .map(Label::word)
                                                .toList()));
            }
        }
    }

    /** Some metrics have samples only where a workload takes them, and only with that workload's labels. */
    private void checkSource(Entries e, Metric metric) {
        List<Workload> attacking = e.reading().shared(attacks);
        if (attacking != null && metric.isOfAttacks()) {
            if (attacking.isEmpty()) {
                e.problem(metrics, "no attack of this scenario samples " + metric.word());
            } else if (attacking.stream().noneMatch(attack -> attack.hasLabels(e.get(WHERE)))) {
                e.problem(WHERE, "no attack has this name");
            }
        }
        List<Workload> there = e.reading().shared(workloads);
        if (there == null || metric.workload().isEmpty()) {
            return;
        }
        List<Workload> sources = there.stream()
                .filter(workload -> workload.isOf(metric.workload().get()))
                .toList();
        if (sources.isEmpty()) {
            e.problem(metrics, "no workload of this scenario samples " + metric.word());
        } else if (sources.stream().noneMatch(source -> source.hasLabels(e.get(WHERE)))) {
            e.problem(WHERE, "no workload with these labels samples " + metric.word());
        }
    }

    /** Samples of the warm-up do not count, whatever phase they are of. */
    private static void checkWarmup(Entries e) {
        Duration warmup = e.reading().shared(RunSection.WARMUP);
        List<Phase> phases = e.reading().shared(ScenarioShape.PHASES);
        if (warmup == null || phases == null) {
            return;
        }
        List<Phase> during = phases.stream()
                .filter(phase -> e.get(DURING).contains(phase.name()))
                .toList();
        if (!during.isEmpty() && during.stream().allMatch(phase -> phase.end().compareTo(warmup) <= 0)) {
            e.problem(DURING, "this is over before the warm-up is, and samples count only after it");
        }
    }

    private static @Nullable String text(ServiceLevel level, OptionalDouble bound) {
        return bound.isPresent()
                ? Quantities.text(dimension(level.metric(), level.stat(), level.against()), bound.getAsDouble())
                : null;
    }

    private static Map<String, String> where(Entries entries) {
        Map<String, String> where = new LinkedHashMap<>();
        for (Key<? super Map<String, String>, ?> key : LABELS) {
            Object value = entries.find(key);
            if (value != null) {
                where.put(key.name(), (String) value);
            }
        }
        return Collections.unmodifiableMap(where);
    }

    private static List<Key<? super Map<String, String>, ?>> labels() {
        List<Key<? super Map<String, String>, ?>> keys = new ArrayList<>();
        Arrays.stream(Label.values()).forEach(label -> keys.add(key(label)));
        return List.copyOf(keys);
    }

    private static Key<Map<String, String>, String> key(Label label) {
        Shape<String> value = switch (label) {
            case TOPIC ->
                Shapes.word("topic", WorkloadKind.TOPICS, Topic::name)
                        .map((topic, source, reading) -> topic.name(), Topic::valueOf);
            case WORKLOAD -> Shapes.reference(Names.WORKLOAD);
            case GROUP -> Shapes.reference(Names.GROUP);
            case REGION -> Shapes.reference(Names.REGION);
        };
        return Key.optional(
                label.word(), value, where -> where.get(label.word()), "the " + label.word() + " of the sample");
    }
}
