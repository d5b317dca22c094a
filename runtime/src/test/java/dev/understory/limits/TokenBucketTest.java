package dev.understory.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class TokenBucketTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void allowsABurstAndThenTheRate() {
        TokenBucket bucket = new TokenBucket(10, 5, 0);

        assertThat(bucket.take(5, 0)).isTrue();
        assertThat(bucket.take(1, 0)).isFalse();
        assertThat(bucket.take(1, SECOND / 10 - 1)).isFalse();
        assertThat(bucket.take(1, SECOND / 10)).isTrue();
        assertThat(bucket.take(1, SECOND / 10)).isFalse();
    }

    @Test
    void neverHoldsMoreThanTheBurst() {
        TokenBucket bucket = new TokenBucket(10, 5, 0);
        bucket.take(5, 0);
        assertThat(bucket.available(100 * SECOND)).isEqualTo(5);
        assertThat(bucket.available(Long.MAX_VALUE / 2)).isEqualTo(5);
        bucket.earn(1_000);
        assertThat(bucket.available(Long.MAX_VALUE / 2)).isEqualTo(5);
    }

    @Test
    void earnedTokensCount() {
        TokenBucket bucket = new TokenBucket(1, 10, 0);
        bucket.take(10, 0);
        bucket.earn(3);
        assertThat(bucket.take(3, 0)).isTrue();
        assertThat(bucket.take(1, 0)).isFalse();
    }

    @Test
    void saysWhenItIsFull() {
        TokenBucket bucket = new TokenBucket(4, 10, 0);
        assertThat(bucket.fullAt(SECOND)).isEqualTo(SECOND);
        bucket.take(7, SECOND);
        long full = bucket.fullAt(SECOND);
        assertThat(full).isEqualTo(SECOND + 7 * SECOND / 4);
        assertThat(bucket.available(full - 1)).isEqualTo(9);
        assertThat(bucket.available(full)).isEqualTo(10);
    }

    @Test
    void aClockThatStandsStillOrStartsAnywhereIsNoProblem() {
        TokenBucket bucket = new TokenBucket(1, 1, Long.MAX_VALUE - SECOND / 2);
        assertThat(bucket.take(1, Long.MAX_VALUE - SECOND / 2)).isTrue();
        assertThat(bucket.take(1, Long.MAX_VALUE)).isFalse();
        assertThat(bucket.take(1, Long.MIN_VALUE + SECOND / 2)).isTrue();
    }

    @Test
    void givesExactlyTheRateHoweverOftenItIsAsked() {
        Random random = new Random(4);
        TokenBucket bucket = new TokenBucket(7, 1, 0);
        bucket.take(1, 0);
        long now = 0;
        long taken = 0;
        while (now < 1_000 * SECOND) {
            now += 1 + random.nextInt(20_000_000);
            if (bucket.take(1, now)) {
                taken++;
            }
        }
        assertThat(taken).isBetween(6_300L, 7_000L);

        TokenBucket large = new TokenBucket(7, 1_000_000, 0);
        large.take(1_000_000, 0);
        for (long t = 0; t <= 1_000 * SECOND; t += 333_333_333) {
            large.available(t);
        }
        assertThat(large.available(1_000 * SECOND)).isEqualTo(7_000);
    }

    @Test
    void refusesRatesThatMakeNoSense() {
        assertThatThrownBy(() -> new TokenBucket(0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TokenBucket(1, 1L << 33, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
