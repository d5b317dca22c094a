package dev.understory.measure;

import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * What a metric is computed from: all that was measured in a run, of which labels, nodes and spans are asked for.
 *
 * @param subjects the workloads of the run
 * @param labels {@code workload} and {@code topic}, where they are asked for
 * @param nodes where samples were taken
 * @param during spans in which what they measure began
 */
public record Sampling(
        Measurements measured, List<Subject> subjects, Map<String, String> labels, BitSet nodes, boolean[] during) {
    /** The workloads of a kind with these labels. */
    public List<Subject> subjects(String kind) {
        return subjects.stream()
                .filter(subject -> subject.isOf(kind) && subject.hasLabels(labels))
                .toList();
    }

    /** The same, wherever samples were taken. */
    public Sampling everywhere() {
        return new Sampling(measured, subjects, labels, measured.everyNode(), during);
    }

    /** The same of other spans. */
    public Sampling during(boolean[] others) {
        return new Sampling(measured, subjects, labels, nodes, others);
    }

    /** The same, whenever what they measure began. */
    public Sampling always() {
        return new Sampling(measured, subjects, labels, nodes, measured.always());
    }

    /** Whether something that began at that moment counts. */
    public boolean counts(long nanos) {
        return during[measured.spans().at(nanos)];
    }

    /** The values of all meters of that name. */
    public Values values(String meter) {
        Values all = new Values();
        for (Meter each : measured.meters().named(meter)) {
            if (haveLabels(each.workload(), each.topic(), labels)) {
                all.addAll(measured.values(each, nodes, during));
            }
        }
        return all;
    }

    /** The sum of a counter; of a gauge the latest values. */
    public long sum(String meter) {
        return values(meter).sum();
    }

    /** The successes of attempts, of which each that has none yet counts as zero. */
    public Values successes(String success, String attempts) {
        Values all = values(success);
        all.add(0, sum(attempts) - all.count());
        return all;
    }

    /** The attempts of which nothing was measured. */
    public Shortfall missing(String meter, String attempts, String what) {
        long all = sum(attempts);
        return new Shortfall(all - values(meter).count(), all, what);
    }

    static boolean haveLabels(String workload, String topic, Map<String, String> labels) {
        return workload.equalsIgnoreCase(labels.getOrDefault("workload", workload))
                && topic.equalsIgnoreCase(labels.getOrDefault("topic", topic));
    }
}
