package dev.understory.scenario;

import dev.understory.scenario.Checks.Eventually;
import dev.understory.scenario.Checks.Invariant;
import dev.understory.scenario.rule.RuleText;
import dev.understory.scenario.rule.Vocabulary;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import java.time.Duration;
import java.util.List;

/** The section {@code checks}; rules and service levels look at the workloads of the scenario. */
final class CheckSection {
    private static final Key<Invariant, String> NAME =
            Key.required("name", Shapes.declaredName(Names.CHECK), Invariant::name, "unique among all checks");
    private static final Key<Invariant, Selector> AMONG = Key.withDefault(
            "among", Selectors.SET, Selector.EVERYONE, Invariant::among, "the nodes that are looked at");
    private static final Key<Invariant, List<String>> DURING = Key.withDefault(
            "during", PhasesSection.names(), List.of(), Invariant::during, "phases in which it is judged");

    private static final Key<Eventually, String> GOAL =
            Key.required("name", Shapes.declaredName(Names.CHECK), Eventually::name, "unique among all checks");
    private static final Key<Eventually, Selector> GOAL_AMONG = Key.withDefault(
            "among", Selectors.SET, Selector.EVERYONE, Eventually::among, "the nodes that are looked at");
    private static final Key<Eventually, Duration> OF = Key.optional(
            "of",
            new Moments(),
            Eventually::from,
            "the moment from which it is looked at; the end of the duration by default");
    private static final Key<Eventually, Duration> WITHIN = Key.optional(
            "within",
            Quantities.duration(),
            Eventually::within,
            "how long it may take; until the end of the drain by default");

    private final Vocabulary vocabulary;
    private final Key<Scenario, List<Workload>> workloads;
    private final Key<Scenario, List<Workload>> attacks;

    CheckSection(
            Vocabulary vocabulary, Key<Scenario, List<Workload>> workloads, Key<Scenario, List<Workload>> attacks) {
        this.vocabulary = vocabulary;
        this.workloads = workloads;
        this.attacks = attacks;
    }

    MapShape<Checks> shape() {
        Shape<List<Invariant>> invariants = invariants();
        Key<Checks, List<Invariant>> always =
                Key.withDefault("always", invariants, List.of(), Checks::always, "holds all the time");
        Key<Checks, List<Invariant>> never =
                Key.withDefault("never", invariants, List.of(), Checks::never, "holds at no time");
        Key<Checks, List<Eventually>> eventually = Key.withDefault(
                "eventually", eventuallies(), List.of(), Checks::eventually, "comes true within a window");
        Key<Checks, List<Checks.ServiceLevel>> slo = Key.withDefault(
                "slo",
                new ServiceLevelShape(vocabulary, workloads, attacks).list(),
                List.of(),
                Checks::slo,
                "a number with a target");
        return new MapShape<>(
                "checks",
                List.of(always, never, eventually, slo),
                e -> new Checks(e.get(always), e.get(never), e.get(eventually), e.get(slo)));
    }

    private Shape<List<Invariant>> invariants() {
        Key<Invariant, RuleText> rule =
                Key.required("rule", new RuleShape(vocabulary, workloads), Invariant::rule, "what has to hold");
        return Shapes.list(
                new MapShape<>(
                        "an invariant",
                        List.of(NAME, rule, AMONG, DURING),
                        e -> new Invariant(e.get(NAME), e.get(rule), e.get(AMONG), e.get(DURING))),
                0);
    }

    private Shape<List<Eventually>> eventuallies() {
        Key<Eventually, RuleText> rule =
                Key.required("rule", new RuleShape(vocabulary, workloads), Eventually::rule, "what has to come true");
        return Shapes.list(
                new MapShape<>(
                        "an eventually", List.of(GOAL, rule, GOAL_AMONG, WITHIN, OF), e -> eventually(e, e.get(rule))),
                0);
    }

    private static Eventually eventually(Entries e, RuleText rule) {
        Duration duration = e.reading().shared(RunSection.DURATION);
        Duration drain = e.reading().shared(RunSection.DRAIN);
        Duration end = duration == null || drain == null ? Quantities.LONGEST : duration.plus(drain);
        Duration from = e.maybe(OF).orElse(duration == null ? Duration.ZERO : duration);
        Duration within = e.maybe(WITHIN).orElse(end.minus(from));
        if (from.isNegative() || from.compareTo(end) > 0) {
            e.problem(OF, "this moment is not within the run");
        } else if (from.plus(within).compareTo(end) > 0) {
            e.problem(WITHIN, "this ends after the run and its drain");
        }
        return new Eventually(e.get(GOAL), rule, e.get(GOAL_AMONG), from, within);
    }
}
