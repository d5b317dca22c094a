package dev.understory.scenario.rule;

import dev.understory.scenario.rule.Expression.Scope;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a rule looks at, in the order in which it names it.
 *
 * @param named the rules with a name of their own that it is made of
 * @param states the states of nodes that it compares
 * @param scopes the nodes whose states and connections it compares
 */
public record RuleSubjects(Set<StandardRule> named, Set<Metric> states, Set<Scope> scopes) {
    public RuleSubjects {
        named = Collections.unmodifiableSet(new LinkedHashSet<>(named));
        states = Collections.unmodifiableSet(new LinkedHashSet<>(states));
        scopes = Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
    }

    /** Those of a rule. */
    public static RuleSubjects of(Rule rule) {
        Collector collector = new Collector();
        collector.add(rule);
        return new RuleSubjects(collector.named, collector.states, collector.scopes);
    }

    private static final class Collector {
        private final Set<StandardRule> named = new LinkedHashSet<>();
        private final Set<Metric> states = new LinkedHashSet<>();
        private final Set<Scope> scopes = new LinkedHashSet<>();

        void add(Rule rule) {
            switch (rule) {
                case Rule.Standard standard -> named.add(standard.rule());
                case Rule.And and -> and.parts().forEach(this::add);
                case Rule.Or or -> or.parts().forEach(this::add);
                case Rule.Not not -> add(not.part());
                case Rule.Compare compare -> {
                    add(compare.left());
                    add(compare.right());
                }
            }
        }

        private void add(Expression expression) {
            switch (expression) {
                case Expression.Quantified quantified -> {
                    scopes.add(quantified.scope());
                    states.add(quantified.metric());
                }
                case Expression.Aggregate aggregate -> {
                    scopes.add(aggregate.scope());
                    states.add(aggregate.metric());
                }
                case Expression.Graph graph -> scopes.add(graph.scope());
                case Expression.Arithmetic sum -> {
                    add(sum.left());
                    add(sum.right());
                }
                case Expression.Literal literal -> {}
                case Expression.Config config -> {}
            }
        }
    }
}
