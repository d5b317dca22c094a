package dev.understory.mux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.mux.Pings.Pong;
import org.junit.jupiter.api.Test;

final class PingsTest {
    private static final long SECOND = 1_000_000_000L;
    private final Pings pings = new Pings(SECOND, 100);

    @Test
    void theFirstPingIsDueAtOnceAndThenOneEachInterval() {
        assertThat(pings.isDue(100)).isTrue();
        pings.scheduleNext(100);
        assertThat(pings.isDue(100 + SECOND - 1)).isFalse();
        assertThat(pings.isDue(100 + SECOND)).isTrue();
        assertThat(pings.nextDueNanos()).isEqualTo(100 + SECOND);
    }

    @Test
    void aPongTellsTheRoundTripAndWhatHasArrived() {
        pings.written(1_000, 77);
        assertThat(pings.isUnanswered()).isTrue();
        assertThat(pings.waitingNanos(1_500)).isEqualTo(500);

        assertThat(pings.answered(1_700)).isEqualTo(Pong.ANSWER);

        assertThat(pings.roundTripNanos()).isEqualTo(700);
        assertThat(pings.position()).isEqualTo(77);
        assertThat(pings.isUnanswered()).isFalse();
        assertThat(pings.waitingNanos(9_999)).isZero();
    }

    @Test
    void aPongWithoutAPingIsNotRequested() {
        assertThat(pings.answered(1)).isEqualTo(Pong.UNREQUESTED);
        pings.written(2, 0);
        assertThat(pings.answered(3)).isEqualTo(Pong.ANSWER);
        assertThat(pings.answered(4)).isEqualTo(Pong.UNREQUESTED);
    }

    /** Canopy answers each ping, we answer several that came together once: both are honest. */
    @Test
    void ofSeveralPingsUnderWayEachMayBeAnswered() {
        pings.written(0, 10);
        pings.written(SECOND, 20);
        pings.written(2 * SECOND, 30);
        assertThat(pings.answered(2 * SECOND + 1)).isEqualTo(Pong.ANSWER);
        assertThat(pings.answered(2 * SECOND + 2)).isEqualTo(Pong.LATE);
        assertThat(pings.answered(2 * SECOND + 3)).isEqualTo(Pong.LATE);
        assertThat(pings.answered(2 * SECOND + 4)).isEqualTo(Pong.UNREQUESTED);
        pings.written(3 * SECOND, 40);
        assertThat(pings.answered(3 * SECOND + 1)).isEqualTo(Pong.ANSWER);
        assertThat(pings.answered(3 * SECOND + 2)).isEqualTo(Pong.UNREQUESTED);
    }

    @Test
    void aPongThatComesAfterTheNextPingIsStillOneThatWasRequested() {
        pings.written(0, 10);
        pings.written(SECOND, 20);
        pings.written(2 * SECOND, 30);
        assertThat(pings.answered(2 * SECOND + 1)).isEqualTo(Pong.ANSWER);
        pings.written(3 * SECOND, 40);
        assertThat(pings.answered(3 * SECOND + 1)).isEqualTo(Pong.ANSWER);
        assertThat(pings.answered(3 * SECOND + 2)).isEqualTo(Pong.LATE);
        assertThat(pings.answered(3 * SECOND + 3)).isEqualTo(Pong.LATE);
        assertThat(pings.answered(3 * SECOND + 4)).isEqualTo(Pong.UNREQUESTED);
    }

    @Test
    void ofPongsThatAPeerSavesOnlySoManyAreExpectedLater() {
        for (int i = 0; i < 2_000; i++) {
            pings.written(2 * i, 0);
            pings.written(2 * i + 1, 0);
            assertThat(pings.answered(2 * i + 1)).isEqualTo(Pong.ANSWER);
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(pings.answered(5_000)).isEqualTo(Pong.LATE);
        }
        assertThat(pings.answered(5_000)).isEqualTo(Pong.UNREQUESTED);
    }

    @Test
    void withSeveralPingsUnderWayTheRoundTripIsUnknownAndTheFirstPositionCounts() {
        pings.written(0, 10);
        pings.written(SECOND, 20);

        assertThat(pings.waitingNanos(SECOND)).isEqualTo(SECOND);
        assertThat(pings.answered(SECOND + 5)).isEqualTo(Pong.ANSWER);
        assertThat(pings.roundTripNanos()).isEqualTo(Pings.UNKNOWN);
        assertThat(pings.position()).isEqualTo(10);
        assertThat(pings.isUnanswered()).isFalse();
    }

    @Test
    void silenceEndsLivenessAndAnyByteExtendsIt() {
        Liveness liveness = new Liveness(3 * SECOND, 0);
        assertThat(liveness.isExpired(3 * SECOND - 1)).isFalse();
        assertThat(liveness.isExpired(3 * SECOND)).isTrue();
        liveness.heard(2 * SECOND);
        assertThat(liveness.isExpired(5 * SECOND - 1)).isFalse();
        assertThat(liveness.deadlineNanos()).isEqualTo(5 * SECOND);
    }
}
