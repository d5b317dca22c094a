package dev.understory.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understory.crypto.RandomStream;
import dev.understory.engine.CounterStream;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class LawTest {
    private static final int SAMPLES = 200_000;

    private static double[] samples(ToDoubleFunction<RandomStream> law, long seed) {
        CounterStream random = CounterStream.of(seed, 0, "law");
        double[] values = new double[SAMPLES];
        Arrays.setAll(values, i -> law.applyAsDouble(random));
        return values;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    static Stream<Arguments> laws() {
        // law, mean, standard deviation, median
        return Stream.of(
                Arguments.of(new Law.Constant(5), 5, 0, 5),
                Arguments.of(new Law.Uniform(2, 6), 4, 4 / Math.sqrt(12), 4),
                Arguments.of(new Law.Normal(10, 3), 10, 3, 10),
                Arguments.of(
                        new Law.LogNormal(8, 0.5),
                        8 * Math.exp(0.125),
                        8 * Math.exp(0.125) * Math.sqrt(Math.expm1(0.25)),
                        8),
                Arguments.of(new Law.Gamma(2, 1.5), 3, Math.sqrt(2) * 1.5, 1.6783 * 1.5),
                Arguments.of(new Law.Gamma(0.5, 2), 1, Math.sqrt(2), 0.4549),
                Arguments.of(new Law.Exponential(4), 4, 4, 4 * Math.log(2)),
                Arguments.of(new Law.Pareto(5, 1), 1.25, Math.sqrt(5.0 / 3) / 4, Math.pow(2, 0.2)),
                Arguments.of(
                        new Law.GeneralizedPareto(0.1, -0.3, 0.35),
                        -0.3 + 0.35 / 0.9,
                        0.35 / 0.9 / Math.sqrt(0.8),
                        -0.3 + 0.35 * (Math.pow(2, 0.1) - 1) / 0.1),
                Arguments.of(new Law.GeneralizedPareto(0, 1, 4), 5, 4, 1 + 4 * Math.log(2)),
                Arguments.of(
                        new Law.Weibull(2, 3),
                        3 * Math.sqrt(Math.PI) / 2,
                        3 * Math.sqrt(1 - Math.PI / 4),
                        3 * Math.sqrt(Math.log(2))));
    }

    @ParameterizedTest
    @MethodSource("laws")
    void samplesHaveTheMomentsAndTheMedianOfTheLaw(Law law, double mean, double deviation, double median) {
        follows(samples(law::sample, 11), law, mean, deviation, median);
        follows(samples(r -> law.sample(r, NormalSource.BOX_MULLER), 11), law, mean, deviation, median);
        assertThat(law.mean()).isCloseTo(mean, within(1e-9));
    }

    private static void follows(double[] values, Law law, double mean, double deviation, double median) {
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
        Law law = new Law.Gamma(2, 1);
        assertThat(samples(law::sample, 1)).isEqualTo(samples(law::sample, 1)).isNotEqualTo(samples(law::sample, 2));
    }

    @ParameterizedTest
    @EnumSource
    void normalNumbersFollowTheNormalLawAlsoInTheTails(NormalSource normals) {
        CounterStream random = CounterStream.of(3, 0, "normal");
        int n = 2_000_000;
        int[] beyond = new int[5];
        for (int i = 0; i < n; i++) {
            double x = Math.abs(normals.next(random));
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
    void aBoundedLawStaysWithinItsBounds() {
        Distribution law = new Distribution(new Law.Normal(0, 100), 2);
        double[] values = samples(law::sample, 4);
        assertThat(Arrays.stream(values).min()).hasValue(law.minimum());
        assertThat(Arrays.stream(values).max()).hasValue(2);
    }

    @Test
    void impossibleParametersAreRefused() {
        assertThatThrownBy(() -> new Law.Uniform(2, 1)).hasMessageContaining("min <= max");
        assertThatThrownBy(() -> new Law.Gamma(0, 1)).hasMessageContaining("shape > 0");
        assertThatThrownBy(() -> new Law.Exponential(Double.NaN)).hasMessageContaining("mean > 0");
    }
}
