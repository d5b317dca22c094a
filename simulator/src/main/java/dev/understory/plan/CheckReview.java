package dev.understory.plan;

import dev.understory.measure.Subject;
import dev.understory.scenario.Checks;
import dev.understory.scenario.ScenarioPath;
import dev.understory.scenario.Selector;
import dev.understory.scenario.rule.Metric;
import dev.understory.scenario.rule.Rule;
import dev.understory.scenario.rule.RuleSubjects;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** Looks for checks that no run could judge, because of all nodes none is left for them to look at. */
final class CheckReview {
    private final Checks checks;
    private final Roster roster;
    private final List<Subject> subjects;
    private final List<PlanProblem> problems;

    CheckReview(Checks checks, Roster roster, List<Subject> subjects, List<PlanProblem> problems) {
        this.checks = checks;
        this.roster = roster;
        this.subjects = subjects;
        this.problems = problems;
    }

    void review() {
        invariants(checks.always(), "always");
        invariants(checks.never(), "never");
        for (int i = 0; i < checks.eventually().size(); i++) {
            Checks.Eventually eventually = checks.eventually().get(i);
            rule(eventually.rule().rule(), eventually.among(), part("eventually", i));
        }
        for (int i = 0; i < checks.slo().size(); i++) {
            level(checks.slo().get(i), part("slo", i).key("where"));
        }
    }

    private void invariants(List<Checks.Invariant> invariants, String list) {
        for (int i = 0; i < invariants.size(); i++) {
            Checks.Invariant invariant = invariants.get(i);
            rule(invariant.rule().rule(), invariant.among(), part(list, i));
        }
    }

    private void rule(Rule rule, Selector selector, ScenarioPath check) {
        if (roster.fitting(selector).isEmpty()) {
            return; // Said of the selector already.
        }
        BitSet among = roster.choose(selector);
        if (among.isEmpty()) {
            problems.add(new PlanProblem(check.key("among"), "this chooses nobody: there is nothing to judge by"));
            return;
        }
        RuleSubjects.of(rule).scopes().stream()
                .flatMap(scope -> scope.group().stream())
                .filter(group -> !roster.group(group).intersects(among))
                .forEach(group -> problems.add(new PlanProblem(
                        check.key("among"), "this leaves nobody of group " + group + ", which the rule looks at")));
    }

    private void level(Checks.ServiceLevel level, ScenarioPath where) {
        BitSet nodes = roster.labelled(level.metric(), level.where());
        if (nodes.isEmpty()) {
            problems.add(new PlanProblem(where, "no node has these labels"));
            return;
        }
        Metric metric = level.metric();
        if (metric.isOfParticipants() && !takingPart(metric, level.where()).intersects(nodes)) {
            problems.add(new PlanProblem(
                    where, "no node with these labels takes part in what " + metric.word() + " measures"));
        }
    }

    private BitSet takingPart(Metric metric, Map<String, String> where) {
        BitSet nodes = new BitSet();
        subjects.stream()
                .filter(subject -> metric.workload().filter(subject::isOf).isPresent() && subject.hasLabels(where))
                .forEach(subject -> nodes.or(subject.among()));
        return nodes;
    }

    private static ScenarioPath part(String list, int index) {
        return ScenarioPath.of("checks").key(list).element(index);
    }
}
