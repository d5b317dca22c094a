package dev.understory.run;

import dev.understory.application.Application;
import dev.understory.check.Subject;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.measure.MeterSet;
import dev.understory.measure.Spans;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.Scenario;
import dev.understory.scenario.Workload.Broadcast;
import dev.understory.scenario.Workload.NestBft;
import dev.understory.workload.NodeMeters;
import dev.understory.workload.UserApplication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A scenario made concrete by a seed: everything that both testbeds need and that must not differ between them.
 *
 * @param crypto whether cryptography is real or modelled
 * @param bucket the resolution of time series
 * @param subjects the workloads as checks see them
 */
public record RunPlan(
        Scenario scenario,
        long seed,
        CryptoMode crypto,
        Roster roster,
        DialPlan dials,
        Workloads workloads,
        Fleet fleet,
        Duration bucket,
        List<Subject> subjects) {
    private static final int BUCKETS = 200;

    /** Finds the class of a user's application and makes instances of it. */
    @FunctionalInterface
    public interface Applications {
        /** What makes an instance for each node; throws {@link UnrunnableException} if there is no such class. */
        Supplier<Application> find(dev.understory.scenario.Workload.UserApplication workload);
    }

    /** Plans a run; the same scenario, seed and mode always give the same plan. */
    public static RunPlan of(Scenario scenario, long seed, CryptoMode crypto, Applications applications) {
        SeededStreams streams = new SeededStreams(seed);
        Roster roster = new RosterPlanner(scenario, streams, suite(crypto)).plan();
        DialPlan dials = new DialPlanner(roster, streams).plan(scenario.overlay());
        MeterSet meters = new MeterSet();
        NodeMeters nodeMeters = NodeMeters.declare(meters);
        EventMeters eventMeters = EventMeters.declare(meters);
        Workloads workloads = Workloads.plan(scenario, roster, streams, nodeMeters, meters);
        Fleet fleet = new Fleet(meters, nodeMeters, eventMeters, spans(scenario));
        Duration bucket = bucket(scenario);
        fleet.settle(roster, workloads, bucket, user(workloads, applications));
        return new RunPlan(scenario, seed, crypto, roster, dials, workloads, fleet, bucket, subjects(scenario, roster));
    }

    /** The cryptography of the run. */
    public CryptoSuite suite() {
        return suite(crypto);
    }

    /** From the start to the end of the drain. */
    public Duration length() {
        return scenario.run().duration().plus(scenario.run().drain());
    }

    /** How many buckets its time series have. */
    public int buckets() {
        return (int) ((length().toNanos() + bucket.toNanos() - 1) / bucket.toNanos());
    }

    private static CryptoSuite suite(CryptoMode mode) {
        return switch (mode) {
            case REAL -> CryptoSuites.real();
            case MODELLED -> CryptoSuites.modelled();
        };
    }

    private static Spans spans(Scenario scenario) {
        return Spans.of(
                scenario.phases().stream()
                        .map(phase -> new Spans.Phase(
                                phase.name(),
                                phase.start().toNanos(),
                                phase.end().toNanos()))
                        .toList(),
                scenario.run().warmup().toNanos(),
                scenario.run().duration().toNanos());
    }

    /** A second, or more in long runs, so that there are never many more than {@value #BUCKETS} buckets. */
    private static Duration bucket(Scenario scenario) {
        long length = scenario.run().duration().plus(scenario.run().drain()).toNanos();
        long wanted = length / BUCKETS;
        for (long step : new long[] {100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000}) {
            if (step * 1_000_000 >= wanted) {
                return Duration.ofMillis(step);
            }
        }
        return Duration.ofHours(Math.ceilDiv(wanted, 3_600_000_000_000L));
    }

    private static List<Subject> subjects(Scenario scenario, Roster roster) {
        List<Subject> subjects = new ArrayList<>();
        for (dev.understory.scenario.Workload workload : scenario.workloads()) {
            int index = subjects.size();
            if (workload instanceof Broadcast broadcast) {
                String topic = broadcast.topic().name().toLowerCase(Locale.ROOT);
                BitSet among = roster.choose(broadcast.among());
                subjects.add(new Subject(index, broadcast.name(), topic, among, true, false));
            } else if (workload instanceof NestBft bft) {
                subjects.add(new Subject(index, bft.name(), "", roster.choose(bft.among()), false, true));
            } else if (workload instanceof dev.understory.scenario.Workload.Request request) {
                subjects.add(new Subject(index, request.name(), "", roster.everyone(), false, false));
            }
        }
        return List.copyOf(subjects);
    }

    private static @Nullable Supplier<UserApplication> user(Workloads workloads, Applications applications) {
        dev.understory.scenario.Workload.UserApplication user = workloads.user();
        if (user == null) {
            return null;
        }
        Supplier<Application> instances = applications.find(user);
        int index = workloads.shipped().size();
        return () -> new UserApplication(index, index == 0, instances.get());
    }
}
