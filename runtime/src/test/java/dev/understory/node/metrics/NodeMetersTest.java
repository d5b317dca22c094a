package dev.understory.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.node.inspect.NodeState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

final class NodeMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final NodeMeters meters = new NodeMeters(registry, new NodeState(true, 0), 0);

    @Test
    void servicesCountUnderSoManyNamesAndNoMore() {
        for (int i = 0; i < NodeMeters.MOST_SERVICE_COUNTERS + 10; i++) {
            meters.counted("echo", "metric" + i, 2);
        }
        meters.counted("echo", "metric0", 1);
        assertThat(registry.find("understory.service").functionCounters()).hasSize(NodeMeters.MOST_SERVICE_COUNTERS);
        assertThat(registry.get("understory.service")
                        .tags("service", "echo", "what", "metric0")
                        .functionCounter()
                        .count())
                .isEqualTo(3);
    }
}
