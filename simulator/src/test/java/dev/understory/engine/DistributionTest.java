package dev.understory.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DistributionTest {
    private static final int SAMPLES = 200_000;

    private static double[] samples(Distribution law, long seed) {
        CounterStream random = CounterStream.of(seed, 0, "law");
        double[] values = new double[SAMPLES];
        Arrays.setAll(values, i -> law.sample(random));
        return values;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    static Stream<Arguments> laws() {
        // law, mean, standard deviation, median
        return Stream.of(
                Arguments.of(new Distribution.Constant(5), 5, 0, 5),
                Arguments.of(new Distribution.Uniform(2, 6), 4, 4 / Math.sqrt(12), 4),
                Arguments.of(new Distribution.Normal(10, 3), 10, 3, 10),
                Arguments.of(
                        new Distribution.LogNormal(8, 0.5),
                        8 * Math.exp(0.125),
                        8 * Math.exp(0.125) * Math.sqrt(Math.expm1(0.25)),
                        8),
                Arguments.of(new Distribution.Gamma(2, 1.5), 3, Math.sqrt(2) * 1.5, 1.6783 * 1.5),
                Arguments.of(new Distribution.Gamma(0.5, 2), 1, Math.sqrt(2), 0.4549),
                Arguments.of(new Distribution.Exponential(4), 4, 4, 4 * Math.log(2)),
                Arguments.of(new Distribution.Pareto(1, 5), 1.25, Math.sqrt(5.0 / 3) / 4, Math.pow(2, 0.2)),
                Arguments.of(
                        new Distribution.GeneralisedPareto(0.1, -0.3, 0.35),
                        -0.3 + 0.35 / 0.9,
                        0.35 / 0.9 / Math.sqrt(0.8),
                        -0.3 + 0.35 * (Math.pow(2, 0.1) - 1) / 0.1),
                Arguments.of(new Distribution.GeneralisedPareto(0, 1, 4), 5, 4, 1 + 4 * Math.log(2)),
                Arguments.of(
                        new Distribution.Weibull(2, 3),
                        3 * Math.sqrt(Math.PI) / 2,
                        3 * Math.sqrt(1 - Math.PI / 4),
                        3 * Math.sqrt(Math.log(2))));
    }

    @ParameterizedTest
    @MethodSource("laws")
    void samplesHaveTheMomentsAndTheMedianOfTheLaw(Distribution law, double mean, double deviation, double median) {
        double[] values = samples(law, 11);
        double seen = mean(values);
        double spread = Math.sqrt(
                Arrays.stream(values).map(v -> (v - seen) * (v - seen)).sum() / SAMPLES);
        Arrays.sort(values);
        double error = 6 * deviation / Math.sqrt(SAMPLES) + 1e-12;
        assertThat(seen).isCloseTo(mean, within(error));
        assertThat(spread).isCloseTo(deviation, within(0.05 * deviation + 1e-12));
        assertThat(values[SAMPLES / 2]).isCloseTo(median, within(0.015 * median + 2 * error));
        assertThat(values[0]).isGreaterThanOrEqualTo(law.minimum());
    }

    @Test
    void theSameSeedGivesTheSameNumbersAndAnotherSeedOthers() {
        Distribution law = new Distribution.Gamma(2, 1);
        assertThat(samples(law, 1)).isEqualTo(samples(law, 1)).isNotEqualTo(samples(law, 2));
    }

    @Test
    void normalNumbersFollowTheNormalLawAlsoInTheTails() {
        CounterStream random = CounterStream.of(3, 0, "normal");
        int n = 2_000_000;
        int[] beyond = new int[5];
        for (int i = 0; i < n; i++) {
            double x = Math.abs(Ziggurat.normal(random));
            for (int k = 1; k < beyond.length; k++) {
                beyond[k] += x > k ? 1 : 0;
            }
        }
        double[] expected = {0, 0.317310508, 0.045500264, 0.002699796, 0.000063342};
        for (int k = 1; k < beyond.length; k++) {
            double p = expected[k];
            assertThat((double) beyond[k] / n).isCloseTo(p, within(5 * Math.sqrt(p * (1 - p) / n)));
        }
    }

    @Test
    void aClampedLawStaysWithinItsBounds() {
        Distribution law = new Distribution.Clamped(new Distribution.Normal(0, 100), -1, 2);
        assertThat(Arrays.stream(samples(law, 4)).min()).hasValue(-1);
        assertThat(Arrays.stream(samples(law, 4)).max()).hasValue(2);
        assertThat(law.minimum()).isEqualTo(-1);
    }

    @Test
    void impossibleParametersAreRefused() {
        assertThatThrownBy(() -> new Distribution.Uniform(2, 1)).hasMessageContaining("min <= max");
        assertThatThrownBy(() -> new Distribution.Gamma(0, 1)).hasMessageContaining("shape > 0");
        assertThatThrownBy(() -> new Distribution.Exponential(Double.NaN)).hasMessageContaining("mean > 0");
    }
}
