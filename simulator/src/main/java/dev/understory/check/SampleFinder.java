package dev.understory.check;

import dev.understory.measure.Audience;
import dev.understory.measure.Commits;
import dev.understory.measure.Measurements;
import dev.understory.measure.Meter;
import dev.understory.measure.Subject;
import dev.understory.measure.Values;
import dev.understory.scenario.rule.Metric;
import dev.understory.service.EchoWorkload;
import dev.understory.workload.RequestWorkload;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gathers the samples of a metric of the scenario language, as far as labels, nodes and spans allow. */
public final class SampleFinder {
    private static final String OPENED = "links.opened";

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
        Values all = new Values();
        switch (metric) {
            case BROADCAST_DELIVERED -> {
                audiences(labels, measured.everyNode(), during).forEach(audience -> all.addAll(audience.shares()));
                return new Samples(all, 1e9);
            }
            case BROADCAST_UNJUDGED ->
                audiences(labels, measured.everyNode(), during).forEach(audience -> all.addAll(audience.unjudged()));
            case BROADCAST_DUPLICATES -> {
                for (Subject subject : subjects) {
                    if (subject.isOf("broadcast") && fits(subject, labels)) {
                        all.addAll(measured.duplicates(subject.index(), nodes, during));
                    }
                }
            }
            case REQUEST_COMPLETED -> {
                addMeters(metric, labels, nodes, during, all);
                addZeros(counted(RequestWorkload.ASKED, labels, nodes, during) - all.count(), all);
            }
            case ECHO_COMPLETED -> {
                addMeters(metric, labels, nodes, during, all);
                addZeros(counted(EchoWorkload.ASKED, labels, nodes, during) - all.count(), all);
            }
            case HANDSHAKE_COMPLETED -> {
                long completed = handshakes(nodes, during);
                for (long i = 0; i < completed; i++) {
                    all.add(1);
                }
                addZeros(counted(OPENED, Collections.emptyMap(), nodes, during) - completed, all);
            }
            case BFT_ROUNDS -> decisions(labels, during).values().forEach(decision -> all.add(decision.round() + 1));
            case BFT_MESSAGES -> messages(labels, during, all);
            case BFT_DECIDED -> {
                decisions(labels, during).forEach((place, decision) -> all.add(1));
                addZeros(undecided(labels, during), all);
            }
            case BFT_COMMITTED -> committed(labels, nodes, during, all);
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
                    RECONNECT_PENDING,
                    BROADCAST_LATENCY,
                    REQUEST_LATENCY,
                    ECHO_LATENCY,
                    BFT_COMMIT_LATENCY,
                    BFT_BLOCK_INTERVAL,
                    BFT_QUORUM_TIME,
                    HANDSHAKE_TIME,
                    RECONNECT_TIME -> addMeters(metric, labels, nodes, during, all);
        }
        return new Samples(all, 1);
    }

    /** What the metric has no sample of, for the same labels, nodes and spans. */
    public Shortfall shortfall(Metric metric, Map<String, String> labels, BitSet nodes, boolean[] during) {
        return switch (metric) {
            case BROADCAST_LATENCY -> {
                List<Audience> audiences = audiences(labels, nodes, during);
                yield new Shortfall(
                        audiences.stream().mapToLong(Audience::missedPairs).sum(),
                        audiences.stream().mapToLong(Audience::judgedPairs).sum(),
                        "not delivered");
            }
            case BROADCAST_DELIVERED -> unjudged(labels, during);
            case REQUEST_LATENCY -> {
                long asked = counted(RequestWorkload.ASKED, labels, nodes, during);
                long answered = find(metric, labels, nodes, during).values().count();
                yield new Shortfall(asked - answered, asked, "not answered");
            }
            case ECHO_LATENCY -> {
                long asked = counted(EchoWorkload.ASKED, labels, nodes, during);
                long answered = find(metric, labels, nodes, during).values().count();
                yield new Shortfall(asked - answered, asked, "did not come back");
            }
            case HANDSHAKE_TIME -> {
                long opened = counted(OPENED, Collections.emptyMap(), nodes, during);
                yield new Shortfall(opened - handshakes(nodes, during), opened, "not completed");
            }
            case RECONNECT_TIME -> {
                long back = find(metric, labels, nodes, during).values().count();
                long missing = counted("reconnect.abandoned", Collections.emptyMap(), nodes, during)
                        + counted("reconnect.pending", Collections.emptyMap(), nodes, during);
                yield new Shortfall(missing, back + missing, "not back");
            }
            case BFT_COMMIT_LATENCY -> {
                Values committed =
                        find(Metric.BFT_COMMITTED, labels, nodes, during).values();
                yield new Shortfall(committed.count() - committed.sum(), committed.count(), "not committed");
            }
            case BFT_BLOCK_INTERVAL, BFT_QUORUM_TIME, BFT_ROUNDS, BFT_MESSAGES -> {
                long undecided = undecided(labels, during);
                yield new Shortfall(undecided, decisions(labels, during).size() + undecided, "heights not decided");
            }
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
                    RECONNECT_PENDING,
                    BROADCAST_UNJUDGED,
                    BROADCAST_DUPLICATES,
                    REQUEST_COMPLETED,
                    ECHO_COMPLETED,
                    HANDSHAKE_COMPLETED,
                    BFT_COMMITTED,
                    BFT_DECIDED -> Shortfall.NONE;
        };
    }

    private Shortfall unjudged(Map<String, String> labels, boolean[] during) {
        List<Audience> audiences = audiences(labels, measured.everyNode(), during);
        long judged = audiences.stream().mapToLong(Audience::judgedPairs).sum();
        long unjudged = audiences.stream()
                .mapToLong(audience -> audience.unjudged().sum())
                .sum();
        return new Shortfall(unjudged, judged + unjudged, "left too early to be judged");
    }

    private void addMeters(Metric metric, Map<String, String> labels, BitSet nodes, boolean[] during, Values into) {
        for (Meter meter : measured.meters().named(metric.word())) {
            if (fits(meter.workload(), labels.get("workload")) && fits(meter.topic(), labels.get("topic"))) {
                into.addAll(measured.values(meter, nodes, during));
            }
        }
    }

    private static void addZeros(long count, Values into) {
        for (long i = 0; i < count; i++) {
            into.add(0);
        }
    }

    /** The sum of a counter; of a gauge the latest values. */
    private long counted(String name, Map<String, String> labels, BitSet nodes, boolean[] during) {
        long sum = 0;
        for (Meter meter : measured.meters().named(name)) {
            if (fits(meter.workload(), labels.get("workload"))) {
                sum += measured.values(meter, nodes, during).sum();
            }
        }
        return sum;
    }

    private long handshakes(BitSet nodes, boolean[] during) {
        return find(Metric.HANDSHAKE_TIME, Collections.emptyMap(), nodes, during)
                .values()
                .count();
    }

    private List<Audience> audiences(Map<String, String> labels, BitSet nodes, boolean[] during) {
        List<Audience> found = new ArrayList<>();
        for (Subject subject : subjects) {
            if (subject.isOf("broadcast") && fits(subject, labels)) {
                BitSet among = (BitSet) subject.among().clone();
                among.and(nodes);
                found.add(measured.audience(subject.index(), among, subject.deadlineNanos(), during));
            }
        }
        return found;
    }

    /** Each validator at each height that some validator decided. */
    private void committed(Map<String, String> labels, BitSet nodes, boolean[] during, Values into) {
        SortedMap<Long, Commits.Commit> decisions = decisions(labels, during);
        for (Subject subject : subjects) {
            if (!subject.isOf("nestbft") || !fits(subject, labels)) {
                continue;
            }
            subject.among().stream().filter(nodes::get).forEach(node -> {
                Set<Long> own = measured.node(node).commitsFrom(subject.index(), 0).stream()
                        .map(Commits.Commit::height)
                        .collect(Collectors.toSet());
                decisions.forEach((place, decision) -> {
                    if (place >>> 56 == subject.index()) {
                        into.add(own.contains(decision.height()) ? 1 : 0);
                    }
                });
            });
        }
    }

    /** Heights for which messages were sent and that nobody decided. They began when the height before was decided. */
    private long undecided(Map<String, String> labels, boolean[] during) {
        SortedMap<Long, Commits.Commit> all = decisions(labels, measured.always());
        long undecided = 0;
        for (Subject subject : subjects) {
            if (!subject.isOf("nestbft") || !fits(subject, labels)) {
                continue;
            }
            for (long height : measured.tallies(subject.index()).keySet()) {
                Commits.Commit before = all.get((long) subject.index() << 56 | height - 1);
                long begun = before == null ? 0 : before.atNanos();
                boolean isDecided = all.containsKey((long) subject.index() << 56 | height);
                undecided += !isDecided && during[measured.spans().at(begun)] ? 1 : 0;
            }
        }
        return undecided;
    }

    /**
     * The first commit of each height, in the order of workloads and heights, if it lies in the spans: what a validator
     * that was away fetches later was decided before.
     */
    private SortedMap<Long, Commits.Commit> decisions(Map<String, String> labels, boolean[] during) {
        SortedMap<Long, Commits.Commit> first = new TreeMap<>();
        for (Subject subject : subjects) {
            if (!subject.isOf("nestbft") || !fits(subject, labels)) {
                continue;
            }
            subject.among().stream().forEach(node -> {
                for (Commits.Commit commit : measured.node(node).commitsFrom(subject.index(), 0)) {
                    first.merge(
                            (long) subject.index() << 56 | commit.height(),
                            commit,
                            (one, other) -> other.atNanos() < one.atNanos() ? other : one);
                }
            });
        }
        first.values().removeIf(commit -> !during[measured.spans().at(commit.atNanos())]);
        return first;
    }

    private void messages(Map<String, String> labels, boolean[] during, Values into) {
        SortedMap<Long, Commits.Commit> decisions = decisions(labels, during);
        for (Subject subject : subjects) {
            if (subject.isOf("nestbft")) {
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
    public record Samples(Values values, double divisor) {}
}
