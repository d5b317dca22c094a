package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.measure.Measurements;
import dev.understory.measure.Values;
import dev.understory.plan.ApplicationLoader;
import dev.understory.plan.RunPlan;
import dev.understory.scenario.RunSettings.CryptoMode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A plan does not change by being run. */
final class PlanReuseTest {
    /** Validators that lose their disks, so that what consensus keeps over restarts would be missed in a second run. */
    private static final String SCENARIO = """
            run: {duration: 40s, drain: 5s}
            nodes:
              - {group: validator, count: 4, role: validator, start: {ramp: 1s}}
              - {group: full, count: 6, start: {ramp: 1s}}
            overlay: [{kind: full-mesh, among: {group: validator}}, {kind: random, degree: 4}]
            churn: [{name: coming, who: {group: full}, session: {kind: exponential, mean: 5s}, downtime: {kind: exponential, mean: 2s}}]
            workloads:
              - {name: chain, kind: nestbft, among: {group: validator}, blockSize: 20KiB}
              - {name: gossip, kind: broadcast, every: 1s, size: 1KiB}
              - {name: questions, kind: request, every: 1s, size: {request: 100B, response: 1KiB}}
            events:
              - {at: 15s, do: crash, who: {group: validator, pick: 1}, disk: lose, restart: {after: 3s}}
              - {at: 20s, do: crash, who: {pick: any}, restart: {after: 1s}}
            """;

    @Test
    void aPlanIsRunAgainAndAtOnceWithTheSameResults() {
        RunPlan plan = RunPlan.of(Runs.scenario(SCENARIO), 3, CryptoMode.MODELLED, ApplicationLoader.of(""));
        RunResult first = Runs.simulate(plan, 1);
        List<CompletableFuture<RunResult>> atOnce = Stream.of(1, 2, 3)
                .map(shards -> CompletableFuture.supplyAsync(() -> Runs.simulate(plan, shards)))
                .toList();
        RunResult planned = Runs.simulate(SCENARIO, 3, 1, CryptoMode.MODELLED);
        assertThat(first.traceHash()).isEqualTo(planned.traceHash());
        assertThat(measured(first)).isEqualTo(measured(planned)).isNotEmpty();
        for (CompletableFuture<RunResult> run : atOnce) {
            assertThat(run.join().traceHash()).isEqualTo(first.traceHash());
            assertThat(measured(run.join())).isEqualTo(measured(first));
        }
    }

    private static List<String> measured(RunResult result) {
        Measurements all = result.measurements();
        return all.meters().all().stream()
                .map(meter -> {
                    Values values = all.values(meter, all.everyNode(), all.always());
                    return meter.id() + " " + values.count() + " " + values.sum();
                })
                .toList();
    }
}
