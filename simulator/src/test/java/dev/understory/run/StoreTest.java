package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.plan.ApplicationLoader;
import dev.understory.plan.Geography;
import dev.understory.plan.RunPlan;
import dev.understory.run.tcp.TcpTestbed;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.Scenario;
import dev.understory.store.StoredCounter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An application that stores a count every 100 ms, on a disk of 30 ms, under the ways in which a scenario can stop it: reading
 * its count takes it until 30 ms, it asks for 2 at 230 ms, and has 2 on the disk at 260 ms.
 */
class StoreTest {
    private static final String SCENARIO = """
            run: {duration: 1s, drain: 1s}
            nodes:
              - {group: counter, count: 1, disk: {%s}}
              - {group: full, count: 2}
            workloads:
              - name: count
                kind: application
                class: dev.understory.store.StoredCounter
                on: {group: counter}
                settings: {every: 100}
            events:
              - {at: %s, do: %s, who: {group: counter}, restart: {after: 1ms}, disk: %s}
            """;

    @BeforeEach
    void nothingYet() {
        StoredCounter.LOG.clear();
    }

    private static RunResult run(String disk, String at, String how, String what) {
        return Runs.simulate(String.format(SCENARIO, disk, at, how, what));
    }

    /** What the application found at its second start, and what had been confirmed to it before. */
    private static List<String> afterwards(String disk, String at, String how, String what) {
        assertThat(run(disk, at, how, what).failures().first()).isEmpty();
        List<String> log = StoredCounter.LOG;
        assertThat(log.get(0)).isEqualTo("found nothing");
        int second = log.subList(1, log.size())
                        .indexOf(log.stream()
                                .skip(1)
                                .filter(line -> line.startsWith("found"))
                                .findFirst()
                                .orElseThrow())
                + 1;
        return List.of(log.get(second - 1), log.get(second));
    }

    @Test
    void aPowerLossLosesTheWriteThatWasNotSyncedYet() {
        assertThat(afterwards("latency: 30ms", "240ms", "power-loss", "keep")).containsExactly("asked 2", "found 1");
        assertThat(StoredCounter.LOG.subList(0, 4)).containsExactly("found nothing", "asked 1", "stored 1", "asked 2");
    }

    @Test
    void aPowerLossKeepsWhatWasSynced() {
        assertThat(afterwards("latency: 30ms", "270ms", "power-loss", "keep")).containsExactly("stored 2", "found 2");
    }

    @Test
    void aDiskWithABatteryKeepsBoth() {
        assertThat(afterwards("latency: 30ms, loseUnsynced: false", "240ms", "power-loss", "keep"))
                .containsExactly("asked 2", "found 2");
    }

    @Test
    void aCrashOfTheProcessLosesNothingThatTheSystemHas() {
        assertThat(afterwards("latency: 30ms", "240ms", "crash", "keep")).containsExactly("asked 2", "found 2");
    }

    @Test
    void aLostDiskIsEmpty() {
        assertThat(afterwards("latency: 30ms", "270ms", "crash", "lose")).containsExactly("stored 2", "found nothing");
        StoredCounter.LOG.clear();
        assertThat(afterwards("latency: 30ms", "270ms", "power-loss", "lose"))
                .containsExactly("stored 2", "found nothing");
    }

    @Test
    void latencyThatIsDrawnIsTheSameForASeedWhateverTheShards() {
        String scenario = String.format(
                SCENARIO.replace("count: 1", "count: 5"),
                "latency: {kind: lognormal, median: 30ms, sigma: 1}",
                "400ms",
                "power-loss",
                "keep");
        RunResult one = Runs.simulate(scenario, 7, 1, CryptoMode.MODELLED);
        assertThat(Runs.simulate(scenario, 7, 2, CryptoMode.MODELLED).traceHash())
                .isEqualTo(one.traceHash());
        assertThat(Runs.simulate(scenario.replace("median: 30ms", "median: 31ms"), 7, 1, CryptoMode.MODELLED)
                        .traceHash())
                .as("what the disk does is in the trace")
                .isNotEqualTo(one.traceHash());
    }

    /** The same application on real sockets: there only processes die, and what was stored survives that. */
    @Test
    void overTcpACrashKeepsAndALostDiskLosesToo() {
        for (String disk : List.of("keep", "lose")) {
            StoredCounter.LOG.clear();
            Scenario scenario = Runs.scenario(String.format(SCENARIO, "latency: 30ms", "600ms", "crash", disk));
            RunPlan plan = RunPlan.of(scenario, 1, CryptoMode.REAL, ApplicationLoader.of(""));
            Geography geography = Geography.load(scenario.network(), Path.of("."));
            try (Testbed testbed = new TcpTestbed(plan, geography)) {
                new ScenarioRun(plan, testbed, ignored -> {}).run();
            }
            List<String> found = StoredCounter.LOG.stream()
                    .filter(line -> line.startsWith("found"))
                    .toList();
            assertThat(found).hasSize(2);
            assertThat(found.get(0)).isEqualTo("found nothing");
            assertThat(found.get(1).equals("found nothing")).isEqualTo(disk.equals("lose"));
        }
    }
}
