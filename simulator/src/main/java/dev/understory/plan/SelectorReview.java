package dev.understory.plan;

import dev.understory.scenario.Checks;
import dev.understory.scenario.Churn;
import dev.understory.scenario.OverlayLayer;
import dev.understory.scenario.Scenario;
import dev.understory.scenario.ScenarioPath;
import dev.understory.scenario.Selector;
import dev.understory.scenario.Selector.Pick;
import dev.understory.scenario.Whom;
import java.util.BitSet;
import java.util.List;

/**
 * Looks for selectors that mean nobody: a crash of nobody, or a partition with an empty side, changes nothing, and whatever
 * is checked then holds for the wrong reason. Only a {@code fraction} may come to nobody, because somebody wrote a zero.
 */
final class SelectorReview {
    private final Scenario scenario;
    private final Roster roster;
    private final List<PlanProblem> problems;

    SelectorReview(Scenario scenario, Roster roster, List<PlanProblem> problems) {
        this.scenario = scenario;
        this.roster = roster;
        this.problems = problems;
    }

    void review() {
        for (int i = 0; i < scenario.overlay().size(); i++) {
            overlay(scenario.overlay().get(i), ScenarioPath.of("overlay").element(i));
        }
        churn();
        for (int i = 0; i < scenario.workloads().size(); i++) {
            whom(
                    scenario.workloads().get(i).whom(),
                    ScenarioPath.of("workloads").element(i));
        }
        for (int i = 0; i < scenario.attacks().size(); i++) {
            whom(scenario.attacks().get(i).whom(), ScenarioPath.of("attacks").element(i));
        }
        for (int i = 0; i < scenario.events().size(); i++) {
            whom(scenario.events().get(i).whom(), ScenarioPath.of("events").element(i));
        }
        Checks checks = scenario.checks();
        among("always", checks.always().stream().map(Checks.Invariant::among).toList());
        among("never", checks.never().stream().map(Checks.Invariant::among).toList());
        among(
                "eventually",
                checks.eventually().stream().map(Checks.Eventually::among).toList());
    }

    private void overlay(OverlayLayer layer, ScenarioPath part) {
        switch (layer) {
            case OverlayLayer.FullMesh mesh -> somebody(mesh.among(), part.key("among"));
            case OverlayLayer.RandomGraph graph -> somebody(graph.among(), part.key("among"));
            case OverlayLayer.Discovery discovery -> {
                somebody(discovery.among(), part.key("among"));
                somebody(discovery.seeds(), part.key("seeds"));
            }
            case OverlayLayer.Dial dial -> {
                somebody(dial.from(), part.key("from"));
                somebody(dial.to(), part.key("to"));
            }
        }
    }

    /** A node comes and goes by the first churn that chooses it. */
    private void churn() {
        BitSet taken = new BitSet();
        for (int i = 0; i < scenario.churn().size(); i++) {
            Churn churn = scenario.churn().get(i);
            ScenarioPath who = ScenarioPath.of("churn").element(i).key("who");
            BitSet chosen = roster.choose(churn.who());
            if (somebody(churn.who(), who) && !chosen.isEmpty() && isWithin(chosen, taken)) {
                problems.add(new PlanProblem(who, "all of these come and go by an earlier churn already"));
            }
            taken.or(chosen);
        }
    }

    private void whom(List<Whom> about, ScenarioPath part) {
        for (Whom whom : about) {
            if (whom.areSides()) {
                sides(whom.selectors(), part.key(whom.key()));
            } else {
                whom.selectors().forEach(selector -> somebody(selector, part.key(whom.key())));
            }
        }
    }

    /** A node is on the first side that fits; what an earlier one only draws from may still be left for a later one. */
    private void sides(List<Selector> sides, ScenarioPath part) {
        BitSet taken = new BitSet();
        for (int i = 0; i < sides.size(); i++) {
            Selector side = sides.get(i);
            BitSet fitting = roster.fitting(side);
            if (somebody(side, part.element(i)) && isWithin(fitting, taken)) {
                problems.add(new PlanProblem(part.element(i), "all of these are on an earlier side already"));
            }
            if (side.pick() instanceof Pick.All) {
                taken.or(fitting);
            }
        }
    }

    private void among(String list, List<Selector> selectors) {
        for (int i = 0; i < selectors.size(); i++) {
            somebody(
                    selectors.get(i),
                    ScenarioPath.of("checks").key(list).element(i).key("among"));
        }
    }

    private boolean somebody(Selector selector, ScenarioPath part) {
        if (!roster.fitting(selector).isEmpty()) {
            return true;
        }
        problems.add(new PlanProblem(part, whyNobody(selector)));
        return false;
    }

    private String whyNobody(Selector selector) {
        if (roster.members().stream().noneMatch(member -> Roster.fits(selector.regions(), member.region()))) {
            return "no node is in " + String.join(" or ", selector.regions());
        }
        if (roster.members().stream().noneMatch(member -> Roster.fits(selector.access(), member.access()))) {
            return "no node has the access class " + String.join(" or ", selector.access());
        }
        return "no node fits all of this";
    }

    private static boolean isWithin(BitSet some, BitSet all) {
        BitSet outside = (BitSet) some.clone();
        outside.andNot(all);
        return outside.isEmpty();
    }
}
