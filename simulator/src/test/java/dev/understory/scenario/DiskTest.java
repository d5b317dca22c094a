package dev.understory.scenario;

import static dev.understory.scenario.Yaml.problems;
import static dev.understory.scenario.Yaml.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.law.Distribution;
import dev.understory.law.Law;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The key {@code disk} of a group of nodes. */
final class DiskTest {
    private static NodeGroup.Disk disk(String written) {
        return scenario("nodes: [{group: full, count: 3" + written + "}]")
                .nodes()
                .getFirst()
                .disk();
    }

    @Test
    void aDiskThatIsNotWrittenTakesSomeMillisecondsAndLosesWhatItHasNot() {
        assertThat(disk("")).isEqualTo(NodeGroup.Disk.DEFAULT).isEqualTo(disk(", disk: {}"));
        assertThat(NodeGroup.Disk.DEFAULT.loseUnsynced()).isTrue();
    }

    @Test
    void latencyIsADurationOrALaw() {
        assertThat(disk(", disk: {latency: 2ms, loseUnsynced: false}"))
                .isEqualTo(new NodeGroup.Disk(Distribution.constant(2_000_000), false));
        assertThat(disk(", disk: {latency: {kind: uniform, min: 1ms, max: 3ms}}")
                        .latency()
                        .law())
                .isEqualTo(new Law.Uniform(1_000_000, 3_000_000));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{latency: 5} | 1:49: '5' has no unit: write a duration such as 50ms, 1.5s, 30m",
                "{latency: 5MiB} | 1:49: '5MiB' is a size: write a duration such as 50ms, 1.5s, 30m",
                "{sync: 5ms} | 1:40: unknown key 'sync' in disk (there are latency and loseUnsynced)",
                "{loseUnsyncd: true} | 1:40: unknown key 'loseUnsyncd' in disk (did you mean 'loseUnsynced'?)",
                "{loseUnsynced: maybe} | 1:54: expected true or false, not 'maybe'",
                "fast | 1:39: disk has to be a map with the keys latency, loseUnsynced, not 'fast'"
            })
    void saysWhereItIsWrongAndHow(String disk, String problem) {
        assertThat(problems("nodes: [{group: full, count: 3, disk: " + disk + "}]"))
                .containsExactly("test.yaml:" + problem);
    }
}
