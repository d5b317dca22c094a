package dev.understory.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That suites still measure something: a node whose limits have changed must not end them. */
final class SuitesTest {
    @ParameterizedTest
    @ValueSource(strings = {"messages", "handshakes"})
    void aSuiteOfANodeMeasuresSomethingWithoutWarmUp(String name) throws Exception {
        List<Measurement> measured = Suites.named(name).run(new BenchContext(0, 2, 1000));
        assertThat(measured)
                .isNotEmpty()
                .allSatisfy(
                        figure -> assertThat(figure.value()).as(figure.name()).isPositive());
    }
}
