package dev.understory.plan;

import dev.understory.application.Application;
import dev.understory.check.Subject;
import dev.understory.measure.MeterSet;
import dev.understory.measure.Spans;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.Scenario;
import dev.understory.scenario.ScenarioPath;
import dev.understory.scenario.Workload;
import dev.understory.workload.NodeMeters;
import dev.understory.workload.UserApplication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the plan of a run, and gathers all that speaks against it on the way. */
final class RunPlanner {
    /** Time series have not many more buckets than this. */
    private static final int BUCKETS = 200;

    private final Scenario scenario;
    private final long seed;
    private final CryptoMode crypto;
    private final List<PlanProblem> problems;

    /** {@code problems} gathers what speaks against the plan. */
    RunPlanner(Scenario scenario, long seed, CryptoMode crypto, List<PlanProblem> problems) {
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
        MeterSet meters = new MeterSet();
        NodeMeters nodeMeters = NodeMeters.declare(meters);
        EventMeters eventMeters = EventMeters.declare(meters);
        Workloads workloads = Workloads.plan(scenario, roster, streams, nodeMeters, meters, problems);
        List<Subject> subjects = subjects(roster);
        new CheckReview(scenario.checks(), roster, subjects, problems).review();
        new TimingReview(scenario, roster, problems).review();
        Supplier<UserApplication> user = user(workloads, applications);
        if (problems.size() > before) {
            return null;
        }
        Measuring measuring = new Measuring(meters, nodeMeters, eventMeters, spans(), bucket());
        return new RunPlan(scenario, seed, crypto, roster, dials, workloads, user, measuring, subjects);
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

    private List<Subject> subjects(Roster roster) {
        List<Subject> subjects = new ArrayList<>();
        int shipped = 0;
        for (Workload workload : scenario.workloads()) {
            int index = shipped;
            shipped += workload instanceof Workload.Echo || workload instanceof Workload.UserApplication ? 0 : 1;
            switch (workload) {
                case Workload.Broadcast broadcast -> {
                    String topic = broadcast.topic().name().toLowerCase(Locale.ROOT);
                    BitSet among = roster.choose(broadcast.among());
                    subjects.add(new Subject(
                            index,
                            broadcast.name(),
                            topic,
                            among,
                            broadcast.deadline().toNanos(),
                            true,
                            false));
                }
                case Workload.NestBft bft ->
                    subjects.add(new Subject(index, bft.name(), "", roster.choose(bft.among()), 0, false, true));
                case Workload.Request request ->
                    subjects.add(new Subject(index, request.name(), "", roster.everyone(), 0, false, false));
                case Workload.Echo echo ->
                    subjects.add(new Subject(Subject.SERVICE, echo.name(), "", roster.everyone(), 0, false, false));
                case Workload.UserApplication application -> {}
            }
        }
        return List.copyOf(subjects);
    }

    private @Nullable Supplier<UserApplication> user(Workloads workloads, RunPlan.Applications applications) {
        Workload.UserApplication user = workloads.user();
        if (user == null) {
            return null;
        }
        int index = workloads.shipped().size();
        try {
            Supplier<Application> instances = applications.find(user);
            return () -> new UserApplication(index, index == 0, user.mayStop(), instances.get());
        } catch (UnrunnableException unusable) {
            ScenarioPath workload =
                    ScenarioPath.of("workloads").element(scenario.workloads().indexOf(user));
            problems.add(new PlanProblem(workload.key("class"), String.valueOf(unusable.getMessage())));
            return null;
        }
    }
}
