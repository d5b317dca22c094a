package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.scenario.RunSettings.CryptoMode;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Scores over the lives of a simulated node, on its simulated disk (attacks.md, U24). */
class KeptStandingTest {
    private static final String SCENARIO = """
            run: {duration: 60s}
            nodes:
              - {group: judge, count: 1, config: {p2p.reputation.kept: %s, p2p.reputation.last-peers: 0}}
              - {group: others, count: 3}
            overlay: {kind: full-mesh, mustConnect: false}
            workloads:
              - {name: grudge, kind: application, class: dev.understory.run.Grudge, on: {group: judge}}
            events:
              - {at: 20s, do: %s, who: {group: judge}, restart: {after: 5s}}
            """;

    @BeforeEach
    void nothingYet() {
        Grudge.LOG.clear();
    }

    /** Whom it has met in its second life, and whom it has found fault with in its first. */
    private static List<String> metAgain(String kept, String how) {
        RunResult result = Runs.simulate(String.format(SCENARIO, kept, how));
        assertThat(result.failures().first()).isEmpty();
        List<String> log = Grudge.LOG;
        int second = log.lastIndexOf("started");
        assertThat(log.subList(0, second)).contains(log.get(1).replace("met", "lost") + " DISCOURAGED");
        List<String> met = log.subList(second, log.size()).stream()
                .filter(line -> line.startsWith("met"))
                .distinct()
                .toList();
        assertThat(met).hasSizeGreaterThanOrEqualTo(2);
        return List.of(String.valueOf(met.contains(log.get(1))), String.valueOf(met.size()));
    }

    @Test
    void whoWasRefusedBeforeACrashIsRefusedAfterIt() {
        assertThat(metAgain("true", "crash")).containsExactly("false", "2");
    }

    @Test
    void andIsForgottenWhereNothingIsKept() {
        assertThat(metAgain("false", "crash")).containsExactly("true", "3");
    }

    @Test
    void whatIsKeptIsTheSameForASeedWhateverTheShards() {
        String scenario = String.format(SCENARIO, "true", "power-loss");
        RunResult one = Runs.simulate(scenario, 7, 1, CryptoMode.MODELLED);
        Grudge.LOG.clear();
        assertThat(Runs.simulate(scenario, 7, 2, CryptoMode.MODELLED).traceHash())
                .isEqualTo(one.traceHash());
    }
}
