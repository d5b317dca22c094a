package dev.understory.plan;

import dev.understory.application.Application;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.measure.Subject;
import dev.understory.scenario.Language;
import dev.understory.scenario.Loading;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A scenario made concrete by a seed: everything that both testbeds need and that must not differ between them. Never
 * changes, and may be run many times, also at once.
 *
 * @param language what the scenario is written in
 * @param crypto whether cryptography is real or modelled
 * @param measuring how a run is measured
 */
public record RunPlan(
        Language language,
        Scenario scenario,
        long seed,
        CryptoMode crypto,
        Roster roster,
        DialPlan dials,
        Workloads workloads,
        Measuring measuring) {
    /** Finds the class of a user's application and makes instances of it. */
    @FunctionalInterface
    public interface Applications {
        /** What makes an instance for each node; throws {@link UnrunnableException} if there is no such class. */
        Supplier<Application> find(Loading.Hosted application);
    }

    /** Plans a run that has to be possible; {@link Planning} says what is wrong with one that is not. */
    public static RunPlan of(Scenario scenario, long seed, CryptoMode crypto, Applications applications) {
        return of(ScenarioLanguage.WHOLE, scenario, seed, crypto, applications);
    }

    /** The same for a scenario in another language. */
    public static RunPlan of(
            Language language, Scenario scenario, long seed, CryptoMode crypto, Applications applications) {
        List<PlanProblem> problems = new ArrayList<>();
        RunPlan plan = new RunPlanner(language, scenario, seed, crypto, problems).plan(applications);
        if (plan == null) {
            throw new UnrunnableException(
                    problems.stream().map(PlanProblem::toString).collect(Collectors.joining("; ")));
        }
        return plan;
    }

    /** The workloads as they are measured. */
    public List<Subject> subjects() {
        return workloads.subjects();
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
        return (int) Math.ceilDiv(length().toNanos(), measuring.bucket().toNanos());
    }

    static CryptoSuite suite(CryptoMode mode) {
        return switch (mode) {
            case REAL -> CryptoSuites.real();
            case MODELLED -> CryptoSuites.modelled();
        };
    }
}
