package dev.understory.plan;

import dev.understory.measure.MeterSet;
import dev.understory.measure.Spans;
import dev.understory.measure.TopicLabels;
import dev.understory.scenario.Language;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.Scenario;
import dev.understory.workload.NodeMeters;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the plan of a run, and gathers all that speaks against it on the way. */
final class RunPlanner {
    /** Time series have not many more buckets than this. */
    private static final int BUCKETS = 200;

    private final Language language;
    private final Scenario scenario;
    private final long seed;
    private final CryptoMode crypto;
    private final List<PlanProblem> problems;

    /** {@code problems} gathers what speaks against the plan. */
    RunPlanner(Language language, Scenario scenario, long seed, CryptoMode crypto, List<PlanProblem> problems) {
        this.language = language;
        this.scenario = scenario;
        this.seed = seed;
        this.crypto = crypto;
        this.problems = problems;
    }

    /** The plan; null if something speaks against it. */
    @Nullable
    RunPlan plan(RunPlan.Applications applications) {
        int before = problems.size();
        SeededStreams streams = new SeededStreams(seed);
        Roster roster = new RosterPlanner(scenario, streams, RunPlan.suite(crypto)).plan();
        new SelectorReview(scenario, roster, problems).review();
        DialPlan dials = new DialPlanner(roster, streams, problems).plan(scenario.overlay());
        TopicLabels labels = new TopicLabels();
        scenario.workloads().forEach(each -> each.ownTopics().forEach(topic -> labels.register(topic, each.name())));
        MeterSet meters = new MeterSet(labels);
        NodeMeters nodeMeters = NodeMeters.declare(meters);
        EventMeters eventMeters = EventMeters.declare(meters);
        Workloads workloads =
                new WorkloadPlanner(scenario, roster, streams, nodeMeters, meters, applications, problems).plan();
        new CheckReview(scenario.checks(), roster, workloads.subjects(), problems).review();
        new TimingReview(scenario, roster, problems).review();
        if (problems.size() > before) {
            return null;
        }
        Measuring measuring = new Measuring(meters, nodeMeters, eventMeters, spans(), bucket());
        return new RunPlan(language, scenario, seed, crypto, roster, dials, workloads, measuring);
    }

    private Spans spans() {
        return Spans.of(
                scenario.phases().stream()
                        .map(phase -> new Spans.Part(
                                phase.name(),
                                phase.start().toNanos(),
                                phase.end().toNanos()))
                        .toList(),
                scenario.run().warmup().toNanos(),
                scenario.run().duration().toNanos());
    }

    /** A second, or more in long runs, so that there are never many more than {@value #BUCKETS} buckets. */
    private Duration bucket() {
        long length = scenario.run().duration().plus(scenario.run().drain()).toNanos();
        long wanted = length / BUCKETS;
        for (long step : new long[] {100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000}) {
            if (step * 1_000_000 >= wanted) {
                return Duration.ofMillis(step);
            }
        }
        return Duration.ofHours(Math.ceilDiv(wanted, 3_600_000_000_000L));
    }
}
