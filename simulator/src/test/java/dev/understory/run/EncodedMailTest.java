package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.engine.MailCodec;
import dev.understory.engine.SimulationConfig;
import dev.understory.network.Network;
import dev.understory.plan.ApplicationLoader;
import dev.understory.plan.Geography;
import dev.understory.plan.RunPlan;
import dev.understory.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of a shipped scenario if every event between two machines is turned into bytes and back on its way. */
class EncodedMailTest {
    private record Trace(long hash, long events) {}

    private static Trace run(RunPlan plan, SimulationConfig config) {
        Geography geography = Geography.load(plan.scenario().network(), Path.of("."));
        try (SimTestbed testbed = new SimTestbed(plan, geography, config)) {
            RunResult result = new ScenarioRun(plan, testbed, ignored -> {}).run();
            return new Trace(result.traceHash().getAsLong(), result.events());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "partition", "slow", "echo-tls", "churn-basic"})
    void theTraceIsTheSame(String name) throws IOException {
        Scenario scenario = Runs.scenario(Files.readString(Path.of("..", "scenarios", name + ".yaml")));
        RunPlan plan = RunPlan.of(scenario, 1, scenario.run().crypto(), ApplicationLoader.of(""));
        Trace usual = run(plan, SimulationConfig.of(1, 1));
        AtomicLong encoded = new AtomicLong();
        MailCodec counting = new MailCodec() {
            @Override
            public byte[] encode(@Nullable Object argument) {
                encoded.incrementAndGet();
                return Network.codec().encode(argument);
            }

            @Override
            public @Nullable Object decode(byte[] bytes) {
                return Network.codec().decode(bytes);
            }
        };
        assertThat(run(plan, SimulationConfig.of(1, 3).withCodec(counting))).isEqualTo(usual);
        assertThat(encoded).hasValueGreaterThan(usual.events / 10);
    }
}
