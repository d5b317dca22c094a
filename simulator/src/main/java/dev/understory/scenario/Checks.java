package dev.understory.scenario;

import dev.understory.scenario.rule.Metric;
import dev.understory.scenario.rule.RuleText;
import dev.understory.scenario.rule.Statistic;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What must hold. Names are unique among all checks. */
public record Checks(
        List<Invariant> always, List<Invariant> never, List<Eventually> eventually, List<ServiceLevel> slo) {
    public Checks {
        always = List.copyOf(always);
        never = List.copyOf(never);
        eventually = List.copyOf(eventually);
        slo = List.copyOf(slo);
    }

    /** How many checks there are. */
    public int count() {
        return always.size() + never.size() + eventually.size() + slo.size();
    }

    /**
     * Safety: judged again and again while the run lasts, the drain included.
     *
     * @param among the nodes that are looked at
     * @param during the phases in which it is judged; the whole run when empty
     */
    public record Invariant(String name, RuleText rule, Selector among, List<String> during) {
        public Invariant {
            during = List.copyOf(during);
        }
    }

    /**
     * Liveness: has to come true at some moment of the window.
     *
     * @param from start of the window
     * @param within length of the window
     */
    public record Eventually(String name, RuleText rule, Selector among, Duration from, Duration within) {}

    /**
     * A number with a target.
     *
     * @param where what the metric's labels have to be ({@code topic: BLOCK}); all when empty
     * @param stat what is computed over all samples
     * @param against the phases with whose statistic this one is compared; none when empty
     * @param min the smallest good value, in the metric's base unit; of a comparison the smallest good ratio
     * @param max the largest good value, or ratio
     * @param during the phases whose samples count; everything after the warm-up when empty
     */
    public record ServiceLevel(
            String name,
            Metric metric,
            Map<String, String> where,
            Statistic stat,
            List<String> against,
            OptionalDouble min,
            OptionalDouble max,
            List<String> during) {
        public ServiceLevel {
            where = Collections.unmodifiableMap(new LinkedHashMap<>(where));
            against = List.copyOf(against);
            during = List.copyOf(during);
        }
    }
}
