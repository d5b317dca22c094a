package dev.understory.run;

import dev.understory.check.CheckResult;
import dev.understory.fault.Incident;
import dev.understory.measure.Measurements;
import java.util.List;
import java.util.OptionalLong;

/**
 * What came of a run.
 *
 * @param testbed {@code sim} or {@code tcp}
 * @param verdict whether all checks held
 * @param ending why time stopped
 * @param reachedNanos up to when the run got
 * @param traceHash the run's fingerprint; only on the simulated network
 * @param events events of the simulated network; 0 over TCP
 * @param series named sums per bucket of time: what charts are made of
 * @param failures defects of nodes, in words
 */
public record RunResult(
        RunPlan plan,
        String testbed,
        Verdict verdict,
        Testbed.Ending ending,
        long reachedNanos,
        OptionalLong traceHash,
        long events,
        List<CheckResult> checks,
        List<Incident> incidents,
        Measurements measurements,
        List<Gauges.Sampled> series,
        List<String> failures) {
    /** What a run says about its scenario. */
    public enum Verdict {
        /** All checks held. */
        PASS,
        /** A check did not hold. */
        FAIL,
        /** Nothing was judged, a limit was hit, or the run was interrupted. */
        INCONCLUSIVE
    }
}
