package dev.understory.metric;

import static dev.understory.scenario.rule.Label.GROUP;
import static dev.understory.scenario.rule.Label.REGION;
import static dev.understory.scenario.rule.Label.TOPIC;
import static dev.understory.scenario.rule.Label.WORKLOAD;
import static dev.understory.scenario.shape.Dimension.DURATION;
import static dev.understory.scenario.shape.Dimension.NUMBER;

import dev.understory.load.Broadcast;
import dev.understory.measure.Audience;
import dev.understory.measure.Measurements;
import dev.understory.measure.Sampling;
import dev.understory.measure.Shortfall;
import dev.understory.measure.Subject;
import dev.understory.measure.Values;
import dev.understory.scenario.rule.Metric;
import dev.understory.scenario.rule.Metric.Change;
import dev.understory.scenario.rule.StandardRule;
import dev.understory.workload.BroadcastWorkload;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What comes of messages for everybody. */
final class BroadcastMetrics {
    private static final String KIND = Broadcast.KIND.word();

    static final Metric LATENCY = Metric.sample(
                    BroadcastWorkload.LATENCY, DURATION, "message and node: from publication to first delivery")
            .of(KIND)
            .labels(TOPIC, WORKLOAD, GROUP, REGION)
            .ofParticipants()
            .missing(BroadcastMetrics::notDelivered)
            .done();

    static final Metric DELIVERED = Metric.sample(
                    "broadcast.delivered",
                    NUMBER,
                    "message: of the nodes that were up from publication to the `deadline` (or the end of the run, if that is"
                            + " sooner), how many got it by the end")
            .unit("share")
            .of(KIND)
            .labels(TOPIC, WORKLOAD)
            .changing(Change.ANY)
            .samples(from -> ofMessages(from, Audience::shares))
            .dividedBy(1e9)
            .missing(BroadcastMetrics::notJudged)
            .done();

    static final Metric UNJUDGED = Metric.sample(
                    "broadcast.unjudged",
                    NUMBER,
                    "message: nodes that were up at publication and left before the deadline, with the message or without")
            .of(KIND)
            .labels(TOPIC, WORKLOAD)
            .changing(Change.GROWTH)
            .samples(from -> ofMessages(from, Audience::unjudged))
            .done();

    static final Metric DUPLICATES = Metric.sample(
                    "broadcast.duplicates", NUMBER, "message and node: copies beyond the first")
            .of(KIND)
            .labels(TOPIC, WORKLOAD, GROUP, REGION)
            .ofParticipants()
            .changing(Change.GROWTH)
            .samples(BroadcastMetrics::duplicates)
            .done();

    static final StandardRule ONCE = new StandardRule(
            "broadcast.once",
            KIND,
            "no application is given the same broadcast twice",
            "twice",
            () -> BroadcastMetrics::givenTwice);

    static final StandardRule INTACT = new StandardRule(
            "broadcast.intact",
            KIND,
            "every delivered broadcast has the bytes that were published",
            "altered messages",
            () -> BroadcastMetrics::altered);

    private BroadcastMetrics() {}

    private static List<Audience> audiences(Sampling from) {
        List<Audience> found = new ArrayList<>();
        for (Subject subject : from.subjects(KIND)) {
            BitSet among = (BitSet) subject.among().clone();
            among.and(from.nodes());
            found.add(from.measured().audience(subject.index(), among, subject.deadlineNanos(), from.during()));
        }
        return found;
    }

    /** Of each message, wherever it was received. */
    private static Values ofMessages(Sampling from, Function<Audience, Values> values) {
        Values all = new Values();
        audiences(from.everywhere()).forEach(audience -> all.addAll(values.apply(audience)));
        return all;
    }

    private static Values duplicates(Sampling from) {
        Values all = new Values();
        for (Subject subject : from.subjects(KIND)) {
            all.addAll(from.measured().duplicates(subject.index(), from.nodes(), from.during()));
        }
        return all;
    }

    private static Shortfall notDelivered(Sampling from) {
        List<Audience> audiences = audiences(from);
        return new Shortfall(
                sum(audiences, Audience::missedPairs), sum(audiences, Audience::judgedPairs), "not delivered");
    }

    private static Shortfall notJudged(Sampling from) {
        List<Audience> audiences = audiences(from.everywhere());
        long unjudged = sum(audiences, audience -> audience.unjudged().sum());
        return new Shortfall(unjudged, sum(audiences, Audience::judgedPairs) + unjudged, "left too early to be judged");
    }

    private static long sum(List<Audience> audiences, ToLongFunction<Audience> part) {
        return audiences.stream().mapToLong(part).sum();
    }

    private static OptionalLong givenTwice(Measurements measured, List<Subject> subjects, BitSet among) {
        long twice = among.stream()
                .mapToLong(node -> measured.node(node).givenTwice())
                .sum();
        return wereGiven(measured, among) ? OptionalLong.of(twice) : OptionalLong.empty();
    }

    private static OptionalLong altered(Measurements measured, List<Subject> subjects, BitSet among) {
        return wereGiven(measured, among) ? measured.total(BroadcastWorkload.ALTERED, among) : OptionalLong.empty();
    }

    /** If nothing was delivered, a rule about deliveries says nothing. */
    private static boolean wereGiven(Measurements measured, BitSet among) {
        return among.stream().anyMatch(node -> measured.node(node).wasGivenAnything());
    }
}
