package dev.understory.check;

import dev.understory.measure.Commits;
import dev.understory.measure.Distribution;
import dev.understory.measure.Measurements;
import dev.understory.measure.Meter;
import dev.understory.scenario.rule.Metric;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gathers the samples of a metric of the scenario language, as far as labels, nodes and spans allow. */
public final class SampleFinder {
    private final Measurements measured;
    private final List<Subject> subjects;

    /** What was measured, and by which workloads. */
    public SampleFinder(Measurements measured, List<Subject> subjects) {
        this.measured = measured;
        this.subjects = subjects;
    }

    /**
     * The samples of a metric.
     *
     * @param labels {@code workload} and {@code topic}, where they are asked for
     * @param nodes where they were taken
     * @param during spans in which what they measure began
     */
    public Samples find(Metric metric, Map<String, String> labels, BitSet nodes, boolean[] during) {
        Distribution all = new Distribution();
        switch (metric) {
            case BROADCAST_DELIVERED -> {
                for (Subject subject : subjects) {
                    if (subject.isBroadcast() && fits(subject, labels)) {
                        all.addAll(measured.delivered(subject.index(), subject.among(), during));
                    }
                }
                return new Samples(all, 1e9);
            }
            case BROADCAST_DUPLICATES -> {
                for (Subject subject : subjects) {
                    if (subject.isBroadcast() && fits(subject, labels)) {
                        all.addAll(measured.duplicates(subject.index(), nodes, during));
                    }
                }
            }
            case BFT_ROUNDS -> decisions(labels, during).values().forEach(decision -> all.add(decision.round() + 1));
            case BFT_MESSAGES -> messages(labels, during, all);
            case HEIGHT,
                    ROUND,
                    PEERS,
                    CONNECTIONS_INBOUND,
                    CONNECTIONS_OUTBOUND,
                    QUEUE_BYTES,
                    MESSAGES_SENT,
                    MESSAGES_REFUSED,
                    MESSAGES_DELIVERED,
                    RESTARTS,
                    BROADCAST_LATENCY,
                    REQUEST_LATENCY,
                    REQUEST_COMPLETED,
                    BFT_COMMIT_LATENCY,
                    BFT_BLOCK_INTERVAL,
                    BFT_QUORUM_TIME,
                    HANDSHAKE_TIME,
                    RECONNECT_TIME -> {
                for (Meter meter : measured.meters().named(metric.word())) {
                    if (fits(meter.workload(), labels.get("workload")) && fits(meter.topic(), labels.get("topic"))) {
                        all.addAll(measured.values(meter, nodes, during));
                    }
                }
            }
        }
        return new Samples(all, 1);
    }

    /** The first commit of each height, in the order of workloads and heights. */
    private SortedMap<Long, Commits.Commit> decisions(Map<String, String> labels, boolean[] during) {
        SortedMap<Long, Commits.Commit> first = new TreeMap<>();
        for (Subject subject : subjects) {
            if (!subject.isConsensus() || !fits(subject, labels)) {
                continue;
            }
            subject.among().stream().forEach(node -> {
                for (Commits.Commit commit : measured.node(node).commitsFrom(subject.index(), 0)) {
                    if (during[measured.spans().at(commit.atNanos())]) {
                        first.putIfAbsent((long) subject.index() << 56 | commit.height(), commit);
                    }
                }
            });
        }
        return first;
    }

    private void messages(Map<String, String> labels, boolean[] during, Distribution into) {
        SortedMap<Long, Commits.Commit> decisions = decisions(labels, during);
        for (Subject subject : subjects) {
            if (subject.isConsensus()) {
                measured.tallies(subject.index()).forEach((height, count) -> {
                    if (decisions.containsKey((long) subject.index() << 56 | height)) {
                        into.add(count);
                    }
                });
            }
        }
    }

    private static boolean fits(Subject subject, Map<String, String> labels) {
        return fits(subject.name(), labels.get("workload")) && fits(subject.topic(), labels.get("topic"));
    }

    private static boolean fits(String actual, @Nullable String wanted) {
        return wanted == null || actual.toLowerCase(Locale.ROOT).equals(wanted.toLowerCase(Locale.ROOT));
    }

    /**
     * The samples that were found.
     *
     * @param divisor what a value has to be divided by to be in the metric's base unit: then 19 of 20 are 0.95, to which
     *     a product with a billionth adds a binary trifle
     */
    public record Samples(Distribution values, double divisor) {}
}
