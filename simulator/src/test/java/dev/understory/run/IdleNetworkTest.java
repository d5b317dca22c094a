package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.network.HostCounters;
import dev.understory.plan.ApplicationLoader;
import dev.understory.plan.Geography;
import dev.understory.plan.RunPlan;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.Scenario;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a network sends that has nothing to say: one ping and one pong a second on each connection. */
class IdleNetworkTest {
    private static final String SCENARIO = """
            run: {duration: LENGTH, drain: 0s}
            nodes: [{group: full, count: 100}]
            checks: {always: [{name: whole, rule: "graph.nodes() >= 0"}]}
            """;
    private static final int FIRST = 20;
    private static final int SECONDS = 30;

    /** Of the writes up to then, and the ends of links that were open then. */
    private record Reading(long writes, long ends) {}

    private static Reading after(int seconds) {
        Scenario scenario = Runs.scenario(SCENARIO.replace("LENGTH", seconds + "s"));
        RunPlan plan = RunPlan.of(scenario, 1, CryptoMode.MODELLED, ApplicationLoader.of(""));
        Geography geography = Geography.load(plan.scenario().network(), Path.of("."));
        try (SimTestbed testbed = new SimTestbed(plan, geography, 1)) {
            new ScenarioRun(plan, testbed, ignored -> {}).run();
            List<HostCounters> hosts = testbed.counters();
            return new Reading(
                    hosts.stream().mapToLong(HostCounters::writes).sum(),
                    hosts.stream().mapToLong(HostCounters::openLinks).sum());
        }
    }

    @Test
    void eachConnectionCarriesAPingAndAPongPerIntervalAndLittleElse() {
        Reading first = after(FIRST);
        Reading last = after(FIRST + SECONDS);
        assertThat(first.ends()).isEqualTo(last.ends()).isGreaterThan(400);
        double perEndAndSecond = (double) (last.writes() - first.writes()) / last.ends() / SECONDS;
        assertThat(perEndAndSecond).as("one end pings, the other answers").isBetween(0.95, 1.05);
    }
}
