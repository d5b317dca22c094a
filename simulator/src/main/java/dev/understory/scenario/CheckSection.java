package dev.understory.scenario;

import dev.understory.scenario.Checks.Eventually;
import dev.understory.scenario.Checks.Invariant;
import dev.understory.scenario.rule.RuleText;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import java.time.Duration;
import java.util.List;

/** The section {@code checks}. */
final class CheckSection {
    private static final Key<Invariant, String> NAME =
            Key.required("name", Shapes.declaredName(Names.CHECK), Invariant::name, "unique among all checks");
    private static final Key<Invariant, RuleText> RULE =
            Key.required("rule", new RuleShape(), Invariant::rule, "what has to hold");
    private static final Key<Invariant, Selector> AMONG = Key.withDefault(
            "among", Selectors.SET, Selector.EVERYONE, Invariant::among, "the nodes that are looked at");
    private static final Key<Invariant, List<String>> DURING = Key.withDefault(
            "during", WorkloadSection.phases(), List.of(), Invariant::during, "phases in which it is judged");
    private static final Shape<List<Invariant>> INVARIANTS = Shapes.list(
            new MapShape<>(
                    "an invariant",
                    List.of(NAME, RULE, AMONG, DURING),
                    e -> new Invariant(e.get(NAME), e.get(RULE), e.get(AMONG), e.get(DURING))),
            0);

    private static final Key<Eventually, String> GOAL =
            Key.required("name", Shapes.declaredName(Names.CHECK), Eventually::name, "unique among all checks");
    private static final Key<Eventually, RuleText> GOAL_RULE =
            Key.required("rule", new RuleShape(), Eventually::rule, "what has to come true");
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
    private static final Shape<List<Eventually>> EVENTUALLY_SHAPE = Shapes.list(
            new MapShape<>("an eventually", List.of(GOAL, GOAL_RULE, GOAL_AMONG, WITHIN, OF), CheckSection::eventually),
            0);

    private static final Key<Checks, List<Invariant>> ALWAYS =
            Key.withDefault("always", INVARIANTS, List.of(), Checks::always, "holds all the time");
    private static final Key<Checks, List<Invariant>> NEVER =
            Key.withDefault("never", INVARIANTS, List.of(), Checks::never, "holds at no time");
    private static final Key<Checks, List<Eventually>> EVENTUALLY = Key.withDefault(
            "eventually", EVENTUALLY_SHAPE, List.of(), Checks::eventually, "comes true within a window");
    private static final Key<Checks, List<Checks.ServiceLevel>> SLO =
            Key.withDefault("slo", ServiceLevelShape.SHAPE, List.of(), Checks::slo, "a number with a target");

    static final MapShape<Checks> SHAPE = new MapShape<>(
            "checks",
            List.of(ALWAYS, NEVER, EVENTUALLY, SLO),
            e -> new Checks(e.get(ALWAYS), e.get(NEVER), e.get(EVENTUALLY), e.get(SLO)));

    private CheckSection() {}

    private static Eventually eventually(Entries e) {
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
        return new Eventually(e.get(GOAL), e.get(GOAL_RULE), e.get(GOAL_AMONG), from, within);
    }
}
