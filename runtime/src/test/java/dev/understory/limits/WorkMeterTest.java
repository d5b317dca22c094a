package dev.understory.limits;

import static dev.understory.limits.WorkMeter.Verdict.FINE;
import static dev.understory.limits.WorkMeter.Verdict.PAUSE;
import static dev.understory.limits.WorkMeter.Verdict.TOO_MUCH;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WorkMeterTest {
    private static final long SECOND = 1_000_000_000L;

    private final WorkMeter meter = new WorkMeter(100, 1_000, 0);

    @Test
    void theBurstIsFreeAndIsForgottenAtTheRate() {
        assertThat(meter.add(1_000, 0)).isEqualTo(FINE);
        assertThat(meter.add(200, 2 * SECOND)).isEqualTo(FINE);
        assertThat(meter.add(1, 2 * SECOND)).isEqualTo(PAUSE);
        assertThat(meter.isHigh(9 * SECOND)).isTrue();
        assertThat(meter.isHigh(10 * SECOND)).isFalse();
        assertThat(meter.forgottenAt(10 * SECOND)).isBetween(12 * SECOND, 13 * SECOND);
        assertThat(meter.add(1_000, 20 * SECOND)).isEqualTo(FINE);
    }

    @Test
    void whoGoesOnAfterEightPausesIsGivenUp() {
        meter.add(1_000, 0);
        long now = 0;
        for (int i = 0; i < WorkMeter.PAUSES; i++) {
            assertThat(meter.add(100, now)).isEqualTo(PAUSE);
            assertThat(meter.add(100, now + 1)).as("what was read already").isEqualTo(PAUSE);
            now += WorkMeter.PAUSE_NANOS;
        }
        assertThat(meter.add(100, now)).isEqualTo(TOO_MUCH);
    }

    @Test
    void pausesAreForgottenTogetherWithTheWork() {
        long now = 0;
        for (int i = 0; i < 50; i++) {
            assertThat(meter.add(1_100, now)).isEqualTo(PAUSE);
            now += 12 * SECOND;
        }
    }
}
