package dev.understory.scenario.rule;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What checks can ask for by name.
 *
 * @param metrics in the order of report and reference
 * @param rules those with a name of their own
 */
public record Vocabulary(List<Metric> metrics, List<StandardRule> rules) {
    public Vocabulary {
        metrics = List.copyOf(metrics);
        rules = List.copyOf(rules);
    }

    /** The metric that scenarios write so. */
    public Optional<Metric> metric(String word) {
        return metrics.stream().filter(metric -> metric.word().equals(word)).findFirst();
    }

    /** The rule that scenarios write so. */
    public Optional<StandardRule> rule(String word) {
        return rules.stream().filter(rule -> rule.word().equals(word)).findFirst();
    }

    /** The states that the report has charts of: first those that every node has. */
    public List<Metric> charted() {
        return metrics.stream()
                .filter(metric -> metric.chart().isPresent())
                .sorted(Comparator.comparing(metric -> metric.workload().isPresent()))
                .toList();
    }

    /** The words of all states of nodes. */
    List<String> states() {
        return metrics.stream()
                .filter(metric -> metric.kind() == Metric.Kind.STATE)
                .map(Metric::word)
                .toList();
    }
}
