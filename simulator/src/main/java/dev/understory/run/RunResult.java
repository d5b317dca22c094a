package dev.understory.run;

import dev.understory.check.CheckResult;
import dev.understory.fault.Incident;
import dev.understory.measure.Measurements;
import dev.understory.measure.Snapshot;
import dev.understory.measure.Snapshot.Line;
import dev.understory.plan.RunPlan;
import java.util.List;
import java.util.OptionalLong;

/**
 * What came of a run.
 *
 * @param testbed {@code sim} or {@code tcp}
 * @param verdict what the run says
 * @param checks those of the scenario in its order, then what every run is checked for and was not so
 * @param ending why time stopped
 * @param reachedNanos up to when the run got
 * @param traceHash the run's fingerprint; only on the simulated network
 * @param events events of the simulated network; 0 over TCP
 * @param means of gauges over the running nodes at the end of each bucket of time, in thousandths
 * @param failures what went wrong outside the checks
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
        List<Line> means,
        Failures failures) {
    /** What was measured, as it is shown; takes a while in large runs. */
    public Snapshot snapshot() {
        return Snapshots.take(plan, measurements, means, reachedNanos);
    }

    /** What its attacks cost those who made them, in the order of the scenario. */
    public List<AttackCost> attacks() {
        return AttackCost.of(plan.scenario(), measurements);
    }

    /** What nodes that are no attackers have felt. */
    public HonestToll honestToll() {
        return HonestToll.of(measurements, plan.roster().honest(), reachedNanos);
    }

    /** What a run says about its scenario. */
    public enum Verdict {
        /** The run came to its end and all checks held. */
        PASS,
        /** A check did not hold, or something failed outside the checks. */
        FAIL,
        /** A check could not be judged, there was none, an event affected nobody, or the run did not come to its end. */
        INCONCLUSIVE
    }
}
