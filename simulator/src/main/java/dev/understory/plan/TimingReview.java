package dev.understory.plan;

import dev.understory.check.QuantityText;
import dev.understory.scenario.Checks;
import dev.understory.scenario.Event;
import dev.understory.scenario.Phase;
import dev.understory.scenario.Scenario;
import dev.understory.scenario.ScenarioPath;
import dev.understory.scenario.Selector;
import dev.understory.scenario.Whom;
import dev.understory.scenario.Workload;
import dev.understory.scenario.rule.Expression;
import dev.understory.scenario.rule.GraphFunction;
import dev.understory.scenario.rule.Metric;
import dev.understory.scenario.rule.Rule;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Looks for what never meets: an event that comes before any of the nodes has started that have to be up for it, a check that
 * is over by then, samples of a workload that rests while they count. In a scenario with an event that may start nodes
 * sooner, as {@code restart} does, only the run itself can tell of starts.
 */
final class TimingReview {
    private final Scenario scenario;
    private final Roster roster;
    private final List<PlanProblem> problems;

    TimingReview(Scenario scenario, Roster roster, List<PlanProblem> problems) {
        this.scenario = scenario;
        this.roster = roster;
        this.problems = problems;
    }

    void review() {
        for (int i = 0; i < scenario.checks().slo().size(); i++) {
            samples(scenario.checks().slo().get(i), part("slo", i));
        }
        if (scenario.events().stream().noneMatch(Event::startsNodes)) {
            starts();
        }
    }

    private void starts() {
        for (int i = 0; i < scenario.events().size(); i++) {
            ScenarioPath part = ScenarioPath.of("events").element(i);
            Event event = scenario.events().get(i);
            event.whom().stream()
                    .filter(Whom::mustBeUp)
                    .flatMap(whom -> whom.selectors().stream())
                    .forEach(who -> findsSomebody(event.schedule(), who, part));
        }
        Checks checks = scenario.checks();
        invariants(checks.always(), "always");
        invariants(checks.never(), "never");
        for (int i = 0; i < checks.eventually().size(); i++) {
            Checks.Eventually check = checks.eventually().get(i);
            long until = check.from().plus(check.within()).toNanos();
            rule(check.rule().rule(), roster.choose(check.among()), until, part("eventually", i), "within");
        }
        for (int i = 0; i < checks.slo().size(); i++) {
            level(checks.slo().get(i), part("slo", i));
        }
    }

    private void findsSomebody(Event.Schedule schedule, Selector selector, ScenarioPath event) {
        BitSet who = roster.choose(selector);
        if (schedule.mayMiss() || who.isEmpty()) {
            return;
        }
        Duration end = scenario.run().duration();
        long first = firstStart(who);
        boolean comesInTime = IntStream.range(0, schedule.times())
                .mapToObj(schedule::moment)
                .takeWhile(moment -> moment.compareTo(end) < 0)
                .anyMatch(moment -> moment.toNanos() >= first);
        if (!comesInTime) {
            problems.add(new PlanProblem(
                    event.key("at"),
                    "none of these nodes has started by then; the first starts at " + QuantityText.moment(first)));
        }
    }

    private void invariants(List<Checks.Invariant> invariants, String list) {
        for (int i = 0; i < invariants.size(); i++) {
            Checks.Invariant check = invariants.get(i);
            if (!check.during().isEmpty()) {
                rule(check.rule().rule(), roster.choose(check.among()), end(check.during()), part(list, i), "during");
            }
        }
    }

    private void rule(Rule rule, BitSet among, long until, ScenarioPath check, String key) {
        if (!among.isEmpty() && !canBeJudged(rule, among, until)) {
            problems.add(
                    new PlanProblem(check.key(key), "this is over before any node has started that the rule looks at"));
        }
    }

    private void level(Checks.ServiceLevel level, ScenarioPath check) {
        BitSet nodes = roster.labelled(level.metric(), level.where());
        long until = end(level.during());
        if (level.metric().kind() == Metric.Kind.STATE && !nodes.isEmpty() && firstStart(nodes) >= until) {
            problems.add(new PlanProblem(check.key("where"), "no node with these labels has started by then"));
        }
    }

    private void samples(Checks.ServiceLevel level, ScenarioPath check) {
        List<Workload> sources = scenario.workloads().stream()
                .filter(workload -> isSource(workload, level))
                .toList();
        if (!sources.isEmpty() && sources.stream().noneMatch(workload -> meet(workload.during(), level.during()))) {
            problems.add(new PlanProblem(
                    check.key(level.during().isEmpty() ? "metric" : "during"),
                    "no workload that samples " + level.metric().word() + " acts in that time"));
        }
    }

    private static boolean isSource(Workload workload, Checks.ServiceLevel level) {
        return workload.restsBetweenPhases()
                && level.metric().workload().filter(workload::isOf).isPresent()
                && workload.hasLabels(level.where());
    }

    /** Whether there is a time in which a workload acts and samples count. */
    private boolean meet(List<String> acting, List<String> counted) {
        Duration warmup = scenario.run().warmup();
        return scenario.spans(acting).stream()
                .filter(span -> span.end().compareTo(warmup) > 0)
                .anyMatch(span -> scenario.spans(counted).stream()
                        .anyMatch(other -> span.start().compareTo(other.end()) < 0
                                && other.start().compareTo(span.end()) < 0
                                && other.end().compareTo(warmup) > 0));
    }

    /** Of a rule that is put together, one part may decide. */
    private boolean canBeJudged(Rule rule, BitSet among, long until) {
        return switch (rule) {
            case Rule.Standard standard -> true;
            case Rule.Compare compare ->
                hasValue(compare.left(), among, until) && hasValue(compare.right(), among, until);
            case Rule.And and -> and.parts().stream().anyMatch(part -> canBeJudged(part, among, until));
            case Rule.Or or -> or.parts().stream().anyMatch(part -> canBeJudged(part, among, until));
            case Rule.Not not -> canBeJudged(not.part(), among, until);
        };
    }

    private boolean hasValue(Expression expression, BitSet among, long until) {
        return switch (expression) {
            case Expression.Quantified quantified -> haveStarted(quantified.scope(), among, until);
            case Expression.Aggregate aggregate -> haveStarted(aggregate.scope(), among, until);
            case Expression.Graph graph ->
                graph.function() == GraphFunction.NODES || haveStarted(graph.scope(), among, until);
            case Expression.Arithmetic sum -> hasValue(sum.left(), among, until) && hasValue(sum.right(), among, until);
            case Expression.Literal literal -> true;
            case Expression.Config config -> true;
        };
    }

    private boolean haveStarted(Expression.Scope scope, BitSet among, long until) {
        BitSet nodes = scope.group().map(roster::group).orElseGet(roster::everyone);
        nodes.and(among);
        return nodes.isEmpty() || firstStart(nodes) <= until;
    }

    private long firstStart(BitSet nodes) {
        return nodes.stream()
                .mapToLong(node -> roster.member(node).startNanos())
                .min()
                .orElse(0);
    }

    private long end(List<String> during) {
        return scenario.spans(during).stream()
                .map(Phase::end)
                .mapToLong(Duration::toNanos)
                .max()
                .orElse(0);
    }

    private static ScenarioPath part(String list, int index) {
        return ScenarioPath.of("checks").key(list).element(index);
    }
}
