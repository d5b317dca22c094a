package dev.understory.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ValuesTest {
    private static final long SEED = 20261121;

    @Test
    void everyNonNegativeLongHasABucketThatHoldsIt() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 100_000; i++) {
            long value = random.nextLong() >>> random.nextInt(1, 64);
            int bucket = Buckets.of(value);
            assertThat(bucket).isBetween(0, Buckets.COUNT + 127);
            assertThat(Buckets.lowest(bucket)).isLessThanOrEqualTo(value);
            assertThat(Buckets.of(Buckets.lowest(bucket))).isEqualTo(bucket);
            assertThat(Buckets.of(Buckets.middle(bucket))).isEqualTo(bucket);
        }
        assertThat(Buckets.of(Long.MAX_VALUE)).isLessThan(Buckets.COUNT + 128);
    }

    @Test
    void quantilesAreExactToHalfAPercentAndTheRestIsExact() {
        SplittableRandom random = new SplittableRandom(SEED);
        Values distribution = new Values();
        Histogram histogram = new Histogram();
        long[] values = new long[20_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (long) (1e6 * Math.exp(3 * random.nextGaussian()));
            histogram.add(values[i]);
        }
        histogram.addTo(distribution);
        Arrays.sort(values);
        for (double fraction : new double[] {0.01, 0.5, 0.9, 0.99, 0.999}) {
            long exact = values[(int) Math.ceil(fraction * values.length) - 1];
            assertThat((double) distribution.quantile(fraction)).isCloseTo(exact, within(exact * 0.005));
        }
        assertThat(distribution.count()).isEqualTo(values.length);
        assertThat(distribution.sum()).isEqualTo(Arrays.stream(values).sum());
        assertThat(distribution.min()).isEqualTo(values[0]);
        assertThat(distribution.max()).isEqualTo(values[values.length - 1]);
        assertThat(distribution.quantile(1)).isEqualTo(values[values.length - 1]);
    }

    @Test
    void theRankOfAPercentileIsThatOfDecimalArithmetic() {
        Values counted = new Values();
        for (int count = 1; count <= 127; count++) { // small values are exact
            counted.add(count);
            for (int percent = 1; percent <= 100; percent++) {
                assertThat(counted.quantile(percent / 100.0))
                        .as("p%d of %d", percent, count)
                        .isEqualTo(Math.max(1, Math.ceilDiv((long) percent * count, 100)));
            }
        }
    }

    @Test
    void foldingInAnyOrderGivesTheSame() {
        Histogram a = new Histogram();
        Histogram b = new Histogram();
        for (long value = 1; value < 5_000; value++) {
            (value % 3 == 0 ? a : b).add(value * value);
        }
        Values one = new Values();
        a.addTo(one);
        b.addTo(one);
        Values other = new Values();
        b.addTo(other);
        a.addTo(other);
        for (double fraction = 0; fraction <= 1; fraction += 0.01) {
            assertThat(one.quantile(fraction)).isEqualTo(other.quantile(fraction));
        }
        assertThat(one.mean()).isEqualTo(other.mean());
    }

    @Test
    void withoutValuesEverythingIsZero() {
        Values empty = new Values();
        assertThat(empty.mean()).isZero();
        assertThat(empty.min()).isZero();
        assertThat(empty.max()).isZero();
        assertThat(empty.quantile(0.99)).isZero();
    }

    @Test
    void aMapOfLongsKeepsWhatWasPutAndKnowsNothingElse() {
        SplittableRandom random = new SplittableRandom(SEED);
        LongLongMap map = new LongLongMap();
        Map<Long, Long> expected = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            long key = random.nextLong(-2_500, 2_500);
            map.put(key, i);
            expected.put(key, (long) i);
        }
        assertThat(map.size()).isEqualTo(expected.size());
        expected.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
        assertThat(map.get(999_999)).isZero();
    }
}
