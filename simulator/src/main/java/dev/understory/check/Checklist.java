package dev.understory.check;

import dev.understory.measure.Subject;
import dev.understory.scenario.Checks;
import dev.understory.scenario.Checks.Eventually;
import dev.understory.scenario.Checks.Invariant;
import dev.understory.scenario.Checks.ServiceLevel;
import dev.understory.scenario.Selector;
import dev.understory.scenario.rule.Metric;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** All checks of a run, in the order of the scenario: always, never, eventually, slo. */
public final class Checklist {
    private final List<Watch> watches = new ArrayList<>();
    private final World world;

    /**
     * The checks of a scenario.
     *
     * @param choose the nodes that a selector means
     * @param labelled the nodes that a service level looks at, by its metric and its labels {@code group} and {@code region}
     */
    public Checklist(
            Checks checks,
            List<Subject> subjects,
            World world,
            Function<Selector, BitSet> choose,
            BiFunction<Metric, Map<String, String>, BitSet> labelled) {
        this.world = world;
        for (Invariant invariant : checks.always()) {
            watches.add(new InvariantWatch(invariant, true, choose.apply(invariant.among()), subjects));
        }
        for (Invariant invariant : checks.never()) {
            watches.add(new InvariantWatch(invariant, false, choose.apply(invariant.among()), subjects));
        }
        for (Eventually eventually : checks.eventually()) {
            watches.add(new EventuallyWatch(eventually, choose.apply(eventually.among()), subjects));
        }
        for (ServiceLevel level : checks.slo()) {
            watches.add(new LevelWatch(level, labelled.apply(level.metric(), level.where()), subjects));
        }
    }

    /** Looks at all nodes; called while none of them runs. */
    public void look(long now) {
        watches.forEach(watch -> watch.look(now, world));
    }

    /** What came of each check in a run that came so far. */
    public List<CheckResult> results(Reach reach) {
        return watches.stream().map(watch -> watch.result(world, reach)).toList();
    }
}
