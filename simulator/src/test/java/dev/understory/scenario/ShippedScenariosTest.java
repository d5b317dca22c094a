package dev.understory.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.plan.ScenarioLanguage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ShippedScenariosTest {

    static Stream<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.walk(Yaml.SHIPPED)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void isValidWithoutAWarningAndSaysWhatItShows(Path file) {
        ScenarioResult.Valid result =
                Yaml.valid(new ScenarioReader(ScenarioLanguage.WHOLE).read(file, Collections.emptyMap()));
        assertThat(result.warnings()).isEmpty();
        assertThat(result.scenario().summary()).isNotBlank();
        assertThat(result.scenario().checks().count()).isPositive();
        assertThat(result.scenario().name() + ".yaml")
                .isEqualTo(file.getFileName().toString());
    }

    @Test
    void theOnesThatTheReadmeNamesAreThere() throws IOException {
        assertThat(shipped().map(file -> file.getFileName().toString()))
                .contains("hello.yaml", "bft-fanout.yaml", "churn-basic.yaml", "partition.yaml");
    }

    @Test
    void helloIsAsShortAsItSays() throws IOException {
        assertThat(Files.readAllLines(Yaml.SHIPPED.resolve("hello.yaml"))).hasSizeLessThanOrEqualTo(8);
    }
}
