package dev.understory.metric;

import static dev.understory.scenario.rule.Label.WORKLOAD;
import static dev.understory.scenario.shape.Dimension.DURATION;
import static dev.understory.scenario.shape.Dimension.NUMBER;

import dev.understory.load.NestBft;
import dev.understory.measure.Commits.Commit;
import dev.understory.measure.Measurements;
import dev.understory.measure.Sampling;
import dev.understory.measure.Shortfall;
import dev.understory.measure.Subject;
import dev.understory.measure.Values;
import dev.understory.scenario.rule.Metric;
import dev.understory.scenario.rule.Metric.Change;
import dev.understory.scenario.rule.StandardRule;
import dev.understory.workload.NestBftWorkload;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What comes of consensus. */
final class NestBftMetrics {
    private static final String KIND = NestBft.KIND.word();

    static final Metric HEIGHT = Metric.state("height", NUMBER, "blocks a validator has committed")
            .of(KIND)
            .charted("Height of a node, mean")
            .done();

    static final Metric ROUND = Metric.state("round", NUMBER, "round of consensus a validator is in, from 0")
            .of(KIND)
            .done();

    static final Metric COMMIT_LATENCY = Metric.sample(
                    "bft.commit.latency", DURATION, "height and validator: from the leader's proposal to the commit")
            .of(KIND)
            .ofParticipants()
            .missing(NestBftMetrics::notCommitted)
            .done();

    static final Metric COMMITTED = Metric.sample(
                    "bft.committed", NUMBER, "height that was decided, and validator: committed by the end or not")
            .of(KIND)
            .successes(NestBftMetrics::committed)
            .done();

    static final Metric BLOCK_INTERVAL = Metric.sample(
                    "bft.block.interval", DURATION, "height and validator: between two commits")
            .of(KIND)
            .ofParticipants()
            .missing(NestBftMetrics::notDecided)
            .done();

    static final Metric QUORUM_TIME = Metric.sample(
                    "bft.quorum.time",
                    DURATION,
                    "phase with votes: from the moment replicas vote to the vote that completes two thirds at the leader")
            .of(KIND)
            .labels(WORKLOAD)
            .missing(NestBftMetrics::notDecided)
            .done();

    static final Metric ROUNDS = Metric.sample("bft.rounds", NUMBER, "height: rounds it took, at least 1")
            .of(KIND)
            .labels(WORKLOAD)
            .samples(NestBftMetrics::rounds)
            .missing(NestBftMetrics::notDecided)
            .done();

    static final Metric DECIDED = Metric.sample(
                    "bft.decided",
                    NUMBER,
                    "height for which messages were sent: committed by some validator by the end or not; the one that runs"
                            + " when the run ends is 0")
            .of(KIND)
            .labels(WORKLOAD)
            .successes(NestBftMetrics::decided)
            .done();

    static final Metric MESSAGES = Metric.sample("bft.messages", NUMBER, "height: consensus messages of all validators")
            .of(KIND)
            .labels(WORKLOAD)
            .changing(Change.GROWTH)
            .samples(NestBftMetrics::messages)
            .missing(NestBftMetrics::notDecided)
            .done();

    static final StandardRule AGREEMENT = new StandardRule(
            "bft.agreement",
            KIND,
            "no two validators commit different blocks at the same height",
            "conflicts",
            Conflicts::new);

    static final StandardRule QUORUM = new StandardRule(
            "bft.quorum",
            KIND,
            "no validator accepts a certificate with the votes of less than two thirds",
            "weak certificates",
            () -> NestBftMetrics::weakCertificates);

    private NestBftMetrics() {}

    /** Each validator at each height that some validator decided. */
    private static Values committed(Sampling from) {
        Values all = new Values();
        SortedMap<Long, Commit> decisions = decisions(from);
        for (Subject subject : from.subjects(KIND)) {
            subject.among().stream().filter(from.nodes()::get).forEach(node -> {
                Set<Long> own = from.measured().node(node).commitsFrom(subject.index(), 0).stream()
                        .map(Commit::height)
                        .collect(Collectors.toSet());
                decisions.forEach((place, decision) -> {
                    if (place >>> 56 == subject.index()) {
                        all.add(own.contains(decision.height()) ? 1 : 0);
                    }
                });
            });
        }
        return all;
    }

    private static Values rounds(Sampling from) {
        Values all = new Values();
        decisions(from).values().forEach(decision -> all.add(decision.round() + 1));
        return all;
    }

    private static Values decided(Sampling from) {
        Values all = new Values();
        all.add(1, decisions(from).size());
        all.add(0, undecided(from));
        return all;
    }

    private static Values messages(Sampling from) {
        Values all = new Values();
        SortedMap<Long, Commit> decisions = decisions(from);
        for (Subject subject : from.subjects(KIND)) {
            from.measured().tallies(subject.index()).forEach((height, count) -> {
                if (decisions.containsKey(place(subject, height))) {
                    all.add(count);
                }
            });
        }
        return all;
    }

    private static Shortfall notCommitted(Sampling from) {
        Values committed = committed(from);
        return new Shortfall(committed.count() - committed.sum(), committed.count(), "not committed");
    }

    private static Shortfall notDecided(Sampling from) {
        long undecided = undecided(from);
        return new Shortfall(undecided, decisions(from).size() + undecided, "heights not decided");
    }

    /** Heights for which messages were sent and that nobody decided. They began when the height before was decided. */
    private static long undecided(Sampling from) {
        SortedMap<Long, Commit> all = decisions(from.always());
        long undecided = 0;
        for (Subject subject : from.subjects(KIND)) {
            for (long height : from.measured().tallies(subject.index()).keySet()) {
                Commit before = all.get(place(subject, height - 1));
                long begun = before == null ? 0 : before.atNanos();
                undecided += !all.containsKey(place(subject, height)) && from.counts(begun) ? 1 : 0;
            }
        }
        return undecided;
    }

    /**
     * The first commit of each height, in the order of workloads and heights, if it lies in the spans: what a validator
     * that was away fetches later was decided before.
     */
    private static SortedMap<Long, Commit> decisions(Sampling from) {
        SortedMap<Long, Commit> first = new TreeMap<>();
        for (Subject subject : from.subjects(KIND)) {
            subject.among().stream().forEach(node -> {
                for (Commit commit : from.measured().node(node).commitsFrom(subject.index(), 0)) {
                    first.merge(
                            place(subject, commit.height()),
                            commit,
                            (one, other) -> other.atNanos() < one.atNanos() ? other : one);
                }
            });
        }
        first.values().removeIf(commit -> !from.counts(commit.atNanos()));
        return first;
    }

    private static long place(Subject subject, long height) {
        return (long) subject.index() << 56 | height;
    }

    private static OptionalLong weakCertificates(Measurements measured, List<Subject> subjects, BitSet among) {
        OptionalLong weak = measured.total(NestBftWorkload.WEAK_CERTIFICATES, among);
        boolean anyCommitted = subjects.stream()
                .filter(subject -> subject.isOf(KIND))
                .anyMatch(subject -> among.stream()
                        .anyMatch(node -> !measured.node(node)
                                .commitsFrom(subject.index(), 0)
                                .isEmpty()));
        return weak.orElse(0) > 0 || anyCommitted ? weak : OptionalLong.empty();
    }

    /** Blocks that are not the one that was decided at their height first. What was looked at once is not looked at again. */
    private static final class Conflicts implements StandardRule.Counting {
        private final Map<Long, Long> decided = new HashMap<>();
        private final Map<Long, Integer> judged = new HashMap<>();
        private int conflicts;

        @Override
        public OptionalLong count(Measurements measured, List<Subject> subjects, BitSet among) {
            for (Subject subject : subjects) {
                if (subject.isOf(KIND)) {
                    among.stream().forEach(node -> compare(measured, subject, node));
                }
            }
            return decided.isEmpty() ? OptionalLong.empty() : OptionalLong.of(conflicts);
        }

        private void compare(Measurements measured, Subject subject, int node) {
            long place = (long) subject.index() << 32 | node;
            int seen = judged.getOrDefault(place, 0);
            List<Commit> fresh = measured.node(node).commitsFrom(subject.index(), seen);
            for (Commit commit : fresh) {
                Long other = decided.putIfAbsent(place(subject, commit.height()), commit.block());
                if (other != null && other != commit.block()) {
                    conflicts++;
                }
            }
            judged.put(place, seen + fresh.size());
        }
    }
}
