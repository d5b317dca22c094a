package dev.understory.peerbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.TestRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DialBackoffTest {
    private static DialBackoff backoff(double jitter) {
        return new DialBackoff(Duration.ofSeconds(1), Duration.ofSeconds(60), 2, jitter, TestRandom.stream(3));
    }

    @Test
    void theWaitDoublesUpToItsLimitAndStartsAnewAfterASuccess() {
        DialBackoff backoff = backoff(0);
        for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
            assertThat(backoff.failed()).isEqualTo(seconds * 1_000_000_000L);
        }
        assertThat(backoff.failures()).isEqualTo(9);
        backoff.succeeded();
        assertThat(backoff.failed()).isEqualTo(1_000_000_000L);
        assertThat(backoff.failures()).isEqualTo(1);
    }

    @Test
    void theWaitIsSpreadUpAndDown() {
        DialBackoff backoff = backoff(0.5);
        double sum = 0;
        for (int i = 0; i < 1000; i++) {
            backoff.succeeded();
            long wait = backoff.failed();
            assertThat(wait).isBetween(500_000_000L, 1_500_000_000L);
            sum += wait;
        }
        assertThat(sum / 1000).isBetween(0.95e9, 1.05e9);
    }
}
