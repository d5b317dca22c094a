package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.check.CheckResult;
import dev.understory.check.CheckResult.Status;
import dev.understory.plan.ApplicationLoader;
import dev.understory.plan.Geography;
import dev.understory.plan.RunPlan;
import dev.understory.run.tcp.TcpTestbed;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.Scenario;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rates of bytes between nodes: they hold, and delay only what exceeds them (attacks.md, U1). */
class ByteRatesTest {
    /** Two nodes; from the fourth second on twice as many transactions as the rate lets through, with votes beside them. */
    private static final String SCENARIO = """
            run: {duration: 10s, warmup: 1s, drain: 12s}
            nodes:
              - {group: a, count: 1, keyType: ed25519, config: {p2p.byte-rates.out.%1$s: %2$s, p2p.byte-rates.everybody: true}}
              - {group: b, count: 1, keyType: ed25519, config: {p2p.byte-rates.in.%3$s: %4$s, p2p.byte-rates.everybody: true}}
            overlay: {kind: full-mesh}
            phases: [{name: calm, until: 4s}, {name: load, until: end}]
            workloads:
              - {name: votes, kind: broadcast, topic: CONSENSUS, every: 20ms, size: 1KiB, from: {group: a}, relay: direct}
              - {name: bulk, kind: broadcast, topic: TX, every: 10ms, size: 20KiB, from: {group: a}, relay: direct, during: load}
            checks:
              always:
                - {name: lost, rule: "all(node.honest.lost) == 0"}
              slo:
                - {name: votes, metric: broadcast.delivered, where: {topic: CONSENSUS}, stat: mean, min: 0.95}
                - {name: nothing-drops, metric: broadcast.delivered, where: {topic: TX}, stat: min, min: 1}
                - {name: bulk-waits, metric: broadcast.latency, where: {topic: TX}, stat: max, min: 3s}
                - {name: bulk, metric: broadcast.latency, where: {topic: TX}, stat: max, max: 12s}
            """;

    private static String scenario(String way) {
        return way.equals("out")
                ? SCENARIO.formatted("TX", "1MiB", "TX", "0")
                : SCENARIO.formatted("TX", "0", "TX", "1MiB");
    }

    private static void holds(RunResult result) {
        assertThat(result.checks()).allMatch(check -> check.status() == Status.HELD, "" + shown(result));
    }

    private static String shown(RunResult result) {
        StringBuilder text = new StringBuilder();
        for (CheckResult check : result.checks()) {
            text.append(check.name()).append(' ').append(check.status()).append(' ');
            check.measured().value().ifPresent(text::append);
            text.append('\n');
        }
        return text.toString();
    }

    /**
     * Out, nothing but what is due is on the way. In, what our window lets be under way lies before a vote, a part of which is from the
     * time before it has found out how slow the other end takes it.
     */
    @ParameterizedTest
    @CsvSource({"out, 1.05", "in, 1.25"})
    void votesAreAsFastAsBeforeWhileBulkIsThrottled(String way, String most) {
        holds(Runs.simulate(scenario(way) + """
                - {name: as-fast, metric: broadcast.latency, where: {topic: CONSENSUS}, stat: p99, against: calm, max: %s, during: load}
            """.formatted(most)));
    }

    /** On real sockets, and as long as it takes: only that votes do not wait as bulk does. */
    @ParameterizedTest
    @ValueSource(strings = {"out", "in"})
    void votesDoNotWaitForThrottledBulkOnRealSocketsEither(String way) {
        holds(overTcp(scenario(way) + """
                - {name: no-wait, metric: broadcast.latency, where: {topic: CONSENSUS}, stat: p50, max: 200ms, during: load}
            """));
    }

    private static RunResult overTcp(String yaml) {
        Scenario scenario = Runs.scenario(yaml);
        RunPlan plan = RunPlan.of(scenario, 1, CryptoMode.MODELLED, ApplicationLoader.of(""));
        try (TcpTestbed testbed = new TcpTestbed(plan, Geography.load(scenario.network(), Path.of(".")))) {
            return new ScenarioRun(plan, testbed, ignored -> {}).run();
        }
    }
}
