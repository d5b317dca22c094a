package dev.understory.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.run.RunResult;
import dev.understory.run.Runs;
import dev.understory.scenario.RunSettings.CryptoMode;
import org.junit.jupiter.api.Test;

class DeterminismTest {
    /** Floods, requests, votes, churn, a partition and crashes: everything that draws numbers or moves time. */
    private static final String EVERYTHING = """
            run: {duration: 25s, warmup: 3s, drain: 10s}
            nodes:
              - {group: validator, count: 5, keyType: ed25519}
              - {group: full, count: 25, keyType: ed25519, start: {at: 0s, ramp: 2s}}
            overlay:
              - {kind: full-mesh, among: {group: validator}}
              - {kind: random, degree: 4}
            workloads:
              - {name: blocks, kind: broadcast, rate: 3/s, size: {kind: lognormal, median: 8KiB, sigma: 0.6}}
              - {name: fetch, kind: request, rate: 5/s}
              - {name: votes, kind: nestbft, among: {group: validator}, blockSize: 20KiB}
            churn:
              - {name: homes, who: {group: full, fraction: 0.4}, session: {kind: exponential, mean: 15s},
                 downtime: {kind: exponential, mean: 4s}}
            events:
              - {at: 8s, do: partition, sides: [{group: full, fraction: 0.3}, {group: validator}], for: 6s}
              - {at: 9s, every: 3s, times: 3, do: crash, who: {group: full, pick: any}, restart: {after: 2s}}
            checks:
              always: [{name: agreement, rule: bft.agreement}]
              slo: [{name: latency, metric: broadcast.latency, stat: p99, max: 10s}]
            """;

    @Test
    void aSeedGivesTheSameReportWhateverTheNumberOfShards() {
        RunResult one = Runs.simulate(EVERYTHING, 7, 1, CryptoMode.MODELLED);
        String report = RunFolder.report(one);
        assertThat(one.failures().first()).isEmpty();
        assertThat(RunFolder.report(Runs.simulate(EVERYTHING, 7, 2, CryptoMode.MODELLED)))
                .isEqualTo(report);
        assertThat(RunFolder.report(Runs.simulate(EVERYTHING, 7, 4, CryptoMode.MODELLED)))
                .isEqualTo(report);
    }

    @Test
    void anotherSeedGivesAnotherTrace() {
        RunResult one = Runs.simulate(EVERYTHING, 7, 1, CryptoMode.MODELLED);
        RunResult other = Runs.simulate(EVERYTHING, 8, 1, CryptoMode.MODELLED);
        assertThat(other.traceHash()).isPresent().isNotEqualTo(one.traceHash());
    }

    @Test
    void realAndModelledCryptographyGiveTheSameTraceAndTheSameMessages() {
        RunResult modelled = Runs.simulate(EVERYTHING, 7, 1, CryptoMode.MODELLED);
        RunResult real = Runs.simulate(EVERYTHING, 7, 2, CryptoMode.REAL);
        assertThat(real.traceHash()).isPresent().isEqualTo(modelled.traceHash());
        assertThat(RunFolder.report(real).replace("\"crypto\": \"real\"", "\"crypto\": \"modelled\""))
                .isEqualTo(RunFolder.report(modelled));
    }
}
