package dev.understory.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understory.crypto.RandomStream;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DistributionTest {
    private static final int DRAWS = 200_000;
    private static final double NORMAL_99 = 2.3263478740408408;

    private final RandomStream random = seeded(42);

    static Stream<Law> lawsWithAVariance() {
        return Stream.of(
                new Law.Constant(10),
                new Law.Uniform(2, 8),
                new Law.Exponential(5),
                new Law.Normal(100, 10),
                new Law.LogNormal(10, 0.5),
                new Law.Weibull(0.61, 10),
                new Law.Weibull(2, 10),
                new Law.Pareto(3.5, 4),
                new Law.Gamma(2, 1.5),
                new Law.Gamma(0.5, 3),
                new Law.GeneralizedPareto(0.2, 1, 2));
    }

    @ParameterizedTest
    @MethodSource("lawsWithAVariance")
    void theMeanOfManyDrawsIsThatOfTheLaw(Law law) {
        double mean = Distribution.of(law).mean();
        assertThat(average(Distribution.of(law)::draw)).isCloseTo(mean, within(0.03 * mean));
    }

    static Stream<Law> lawsWithResiduals() {
        return Stream.of(
                new Law.Constant(10),
                new Law.Uniform(2, 8),
                new Law.Exponential(5),
                new Law.LogNormal(10, 0.5),
                new Law.Weibull(0.7, 10),
                new Law.Gamma(2, 1.5),
                new Law.Pareto(6, 4));
    }

    @ParameterizedTest
    @MethodSource("lawsWithResiduals")
    void whatIsLeftOfALifetimeHasTheMeanOfRenewalTheory(Law law) {
        Distribution distribution = Distribution.of(law);
        double squares = average(stream -> {
            double draw = distribution.draw(stream);
            return draw * draw;
        });
        double expected = squares / (2 * distribution.mean());
        assertThat(average(distribution::drawResidual)).isCloseTo(expected, within(0.06 * expected));
    }

    @Test
    void quantilesAreThoseOfTheLaw() {
        assertThat(quantile(new Law.LogNormal(10, 0.5), 0.99)).isCloseTo(10 * Math.exp(0.5 * NORMAL_99), within(1.0));
        assertThat(quantile(new Law.Weibull(0.61, 3.66), 0.5)).isCloseTo(2.0, within(0.1));
        assertThat(quantile(new Law.Weibull(0.61, 3.66), 0.8)).isCloseTo(8.0, within(0.3));
        assertThat(quantile(new Law.GeneralizedPareto(1.4, -0.3, 0.35), 0.9))
                .isCloseTo(-0.3 + 0.35 * (Math.pow(0.1, -1.4) - 1) / 1.4, within(0.3));
    }

    @Test
    void drawsAreCutOffAtTheBoundAndNeverNegative() {
        Distribution bounded = new Distribution(new Law.Pareto(0.5, 1), 7);
        Distribution aroundZero = Distribution.of(new Law.Normal(0, 1));
        for (int i = 0; i < 10_000; i++) {
            assertThat(bounded.draw(random)).isBetween(1.0, 7.0);
            assertThat(aroundZero.drawLong(random)).isNotNegative();
            assertThat(bounded.drawResidual(random)).isBetween(0.0, 7.0);
        }
    }

    @Test
    void aMeanThatDoesNotExistIsInfinite() {
        assertThat(Distribution.of(new Law.Pareto(1, 1)).mean()).isInfinite();
        assertThat(Distribution.of(new Law.GeneralizedPareto(1.4, 0, 1)).mean()).isInfinite();
    }

    @Test
    void noSampleIsSmallerThanTheMinimumWhateverTheBound() {
        assertThat(Distribution.of(new Law.Normal(0, 1)).minimum()).isZero();
        assertThat(Distribution.of(new Law.GeneralizedPareto(0.2, -3, 1)).minimum())
                .isZero();
        assertThat(new Distribution(new Law.Pareto(2, 9), 7).minimum()).isEqualTo(7);
        assertThat(Distribution.constant(3).minimum()).isEqualTo(3);
    }

    @Test
    void aBoundBelowZeroIsRefused() {
        assertThatThrownBy(() -> Distribution.constant(1).atMost(-1)).hasMessageContaining("at least 0");
    }

    private double average(ToDoubleFunction<RandomStream> draw) {
        double sum = 0;
        for (int i = 0; i < DRAWS; i++) {
            sum += draw.applyAsDouble(random);
        }
        return sum / DRAWS;
    }

    private double quantile(Law law, double quantile) {
        double[] draws = new double[DRAWS];
        Arrays.setAll(draws, i -> Distribution.of(law).draw(random));
        Arrays.sort(draws);
        return draws[(int) (quantile * DRAWS)];
    }

    private static RandomStream seeded(long seed) {
        Random source = new Random(seed);
        return new RandomStream() {
            @Override
            public long nextLong() {
                return source.nextLong();
            }

            @Override
            public void nextBytes(byte[] target) {
                source.nextBytes(target);
            }
        };
    }
}
