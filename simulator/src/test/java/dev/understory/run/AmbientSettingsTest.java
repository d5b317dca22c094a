package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A run depends on its scenario and its seed, not on the process around it. */
class AmbientSettingsTest {
    private static final String SCENARIO = """
            summary: Three nodes gossip.
            run: {duration: 10s, warmup: 5s}
            nodes: [{group: full, count: 3}]
            workloads: [{name: blocks, kind: broadcast, every: 1s, size: 1KiB}]
            checks:
              slo:
                - {name: delivery, metric: broadcast.delivered, stat: mean, min: 0.999}
            """;

    @Test
    void systemPropertiesAndTheContextClassLoaderChangeNothing() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        List<OptionalLong> hashes = new ArrayList<>();
        hashes.add(Runs.simulate(SCENARIO).traceHash());
        System.setProperty("pekko.actor.serialize-messages", "on");
        System.setProperty("pekko.actor.default-dispatcher.throughput", "1");
        System.setProperty("understory.p2p.max-inbound", "0");
        ConfigFactory.invalidateCaches();
        try {
            thread.setContextClassLoader(null);
            hashes.add(Runs.simulate(SCENARIO).traceHash());
        } finally {
            thread.setContextClassLoader(before);
            System.clearProperty("pekko.actor.serialize-messages");
            System.clearProperty("pekko.actor.default-dispatcher.throughput");
            System.clearProperty("understory.p2p.max-inbound");
            ConfigFactory.invalidateCaches();
        }
        assertThat(hashes.get(0)).isPresent();
        assertThat(hashes.get(1)).isEqualTo(hashes.get(0));
    }
}
