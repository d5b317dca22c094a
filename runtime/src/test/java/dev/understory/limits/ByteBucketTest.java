package dev.understory.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class ByteBucketTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void letsABurstGoAndThenTheRate() {
        ByteBucket bucket = new ByteBucket(new RateLimit(1_000, 500));
        assertThat(bucket.take(500, 0)).isEqualTo(-SECOND / 2);
        assertThat(bucket.take(100, 0)).isZero();
        assertThat(bucket.take(100, 0)).isEqualTo(SECOND / 10);
        assertThat(bucket.next()).isEqualTo(SECOND / 5);
    }

    @Test
    void forgetsWhatIsOwedForLongerThanAnybodyPays() {
        ByteBucket own = new ByteBucket(new RateLimit(1_000, 500));
        own.take(1_000_000, 0);
        assertThat(own.take(1_000, SECOND)).isEqualTo(ByteBucket.LONGEST_DEBT_NANOS);
        assertThat(own.next()).isEqualTo(ByteBucket.LONGEST_DEBT_NANOS + SECOND);
        ByteBucket shared = new ByteBucket(new RateLimit(1_000, 500), 1, ByteBucket.LONGEST_SHARED_DEBT_NANOS);
        shared.take(1_000_000, 0);
        assertThat(shared.next()).isEqualTo(ByteBucket.LONGEST_SHARED_DEBT_NANOS);
    }

    @Test
    void countsTheLargestRatesAndBursts() {
        ByteBucket bucket = new ByteBucket(new RateLimit(RateLimit.MOST, RateLimit.MOST));
        assertThat(bucket.take(RateLimit.MOST, 0)).isEqualTo(-SECOND);
        assertThat(bucket.take(RateLimit.MOST, 0)).isZero();
        assertThat(bucket.take(1, 0)).isEqualTo(SECOND);
        assertThatThrownBy(() -> new RateLimit(1, RateLimit.MOST + 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPieceLargerThanTheBurstGoesAtOnceAndIsPaidForAfterwards() {
        ByteBucket bucket = new ByteBucket(new RateLimit(1_000, 500));
        assertThat(bucket.take(32_000, 0)).isNegative();
        assertThat(bucket.take(1, 0)).isEqualTo(31_500_000_000L);
    }

    @Test
    void savesNoMoreThanTheBurst() {
        ByteBucket bucket = new ByteBucket(new RateLimit(1_000, 500));
        bucket.take(10_000, 0);
        long later = 3_600 * SECOND;
        assertThat(bucket.take(500, later)).isEqualTo(later - SECOND / 2);
        assertThat(bucket.take(1, later)).isEqualTo(later);
        assertThat(bucket.fullAt(later)).isEqualTo(later + SECOND / 2 + SECOND / 1_000);
    }

    @Test
    void severalTimesALimitIsFasterAndHasTheSameBurstInTime() {
        ByteBucket bucket = new ByteBucket(new RateLimit(1_000, 500), 4, ByteBucket.LONGEST_DEBT_NANOS);
        assertThat(bucket.take(2_000, 0)).isEqualTo(-SECOND / 2);
        assertThat(bucket.take(4_000, 0)).isZero();
        assertThat(bucket.take(1, 0)).isEqualTo(SECOND);
    }

    /** By hand: what went is what the rate allows and the burst, to a byte, however it was cut. */
    @Test
    void doesNotDrift() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            long rate = 2_000_000 + random.nextInt(1_000_000_000);
            ByteBucket bucket = new ByteBucket(new RateLimit(rate, 1));
            bucket.take(1, 0);
            long start = bucket.next();
            long sum = 0;
            for (int i = 0; i < 1_000; i++) {
                long piece = random.nextInt(100_000);
                sum += piece;
                bucket.take(piece, 0);
            }
            long exact = Math.multiplyHigh(sum, SECOND) == 0 ? sum * SECOND / rate : -1;
            assertThat(bucket.next() - start).as("seed " + seed).isBetween(exact, exact + 1);
        }
    }

    @Test
    void refusesARateThatIsNone() {
        assertThatThrownBy(() -> new ByteBucket(new RateLimit(0, 1))).isInstanceOf(IllegalArgumentException.class);
    }
}
