package dev.understory.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class CpuShareTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;

    @Test
    void workTakesTheShareOfAllProcessorsAndASecondAhead() {
        CpuShare share = new CpuShare(0.25, 4);
        share.spent(SECOND, 0);
        assertThat(share.nextAt()).isZero();
        share.spent(SECOND / 2, 0);
        assertThat(share.nextAt()).isEqualTo(SECOND / 2);
    }

    /** As many threads as there are processors, all of which work whenever they may, at 1.2 ms a piece. */
    @Test
    void overTenSecondsAFloodTakesNoMoreThanTheShare() {
        CpuShare share = new CpuShare(0.25, 2);
        long busy = 0;
        long[] freeAt = new long[2];
        for (long now = 0; now < 10 * SECOND; now += MILLI / 10) {
            for (int thread = 0; thread < freeAt.length; thread++) {
                if (freeAt[thread] <= now && share.nextAt() <= now) {
                    busy += 1_200_000;
                    freeAt[thread] = now + 1_200_000;
                    share.spent(1_200_000, now);
                }
            }
        }
        // Half a processor for ten seconds and for the one that may be taken ahead.
        assertThat(busy).isBetween(5_490 * MILLI, 5_505 * MILLI);
    }

    @Test
    void piecesOfLessThanAMicrosecondAreCountedToo() {
        CpuShare share = new CpuShare(0.25, 4);
        share.spent(SECOND, 0);
        assertThat(share.nextAt()).isZero();
        share.spent(900, 0);
        assertThat(share.nextAt()).isEqualTo(900);
    }

    @Test
    void whoTakesLessNeverWaits() {
        CpuShare share = new CpuShare(0.25, 2);
        for (long now = 0; now < 60 * SECOND; now += 10 * MILLI) {
            assertThat(share.nextAt()).isLessThan(now);
            share.spent(4 * MILLI, now);
        }
    }

    @Test
    void aShareIsAboveNothingAndAtMostAll() {
        assertThatThrownBy(() -> new CpuShare(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CpuShare(1.1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
