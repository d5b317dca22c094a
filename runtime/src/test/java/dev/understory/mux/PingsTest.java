package dev.understory.mux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.mux.Pings.Pong;
import org.junit.jupiter.api.Test;

final class PingsTest {
    private static final long SECOND = 1_000_000_000L;
    private final Pings pings = new Pings(SECOND, false, 100);

    @Test
    void theFirstPingIsDueAtOnceAndThenOneAfterEachIntervalInWhichNothingWasSent() {
        assertThat(pings.isDue(false, 100)).isTrue();
        pings.putOff(100);
        assertThat(pings.isDue(false, 100 + SECOND - 1)).isFalse();
        assertThat(pings.isDue(false, 100 + SECOND)).isTrue();
        assertThat(pings.nextDueNanos(false)).isEqualTo(100 + SECOND);
    }

    @Test
    void messagesAndPongsPutThePingOff() {
        for (long now = 100; now < 100 * SECOND; now += SECOND - 1) {
            pings.messageWritten(now);
            assertThat(pings.isDue(false, now + SECOND - 1)).isFalse();
            now += SECOND - 1;
            pings.pongWritten(now);
            assertThat(pings.isDue(false, now + SECOND - 1)).isFalse();
        }
    }

    @Test
    void whoDialledCountsFromItsPingUntilThatIsAnsweredSoThatPingsDoNotCrossForEver() {
        pings.written(100, 0);
        pings.pongWritten(200);
        assertThat(pings.nextDueNanos(false)).isEqualTo(100 + SECOND);
        pings.messageWritten(300);
        assertThat(pings.nextDueNanos(false)).isEqualTo(300 + SECOND);
        pings.answered(400);
        pings.pongWritten(500);
        assertThat(pings.nextDueNanos(false)).isEqualTo(500 + SECOND);

        Pings dialled = new Pings(SECOND, true, 100);
        dialled.written(100, 0);
        dialled.pongWritten(200);
        assertThat(dialled.nextDueNanos(false)).isEqualTo(200 + SECOND + SECOND / 16);
    }

    @Test
    void whoeverHoldsMessagesUntilTheAnswerComesAsksAgainAfterAnIntervalWhateverElseIsSent() {
        pings.written(100, 0);
        pings.messageWritten(200);
        assertThat(pings.nextDueNanos(false)).isEqualTo(200 + SECOND);
        assertThat(pings.nextDueNanos(true)).isEqualTo(100 + SECOND);
        assertThat(pings.isDue(true, 100 + SECOND)).isTrue();
        pings.putOff(100 + SECOND);
        assertThat(pings.nextDueNanos(true)).isEqualTo(100 + 2 * SECOND);
    }

    @Test
    void theEndThatWasDialledWaitsASixteenthLonger() {
        Pings dialled = new Pings(SECOND, true, 100);
        assertThat(dialled.isDue(false, 100)).isTrue();
        dialled.putOff(100);
        assertThat(dialled.nextDueNanos(false)).isEqualTo(100 + SECOND + SECOND / 16);
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
    void whoHasAnsweredEachOfAPairMayBeAskedSeveralTimesAndAPongAnswersTheOldest() {
        pings.written(0, 10);
        assertThat(pings.mayAsk()).isFalse();
        assertThat(pings.wantsSecond()).isTrue();
        pings.written(0, 20);
        assertThat(pings.wantsSecond()).isFalse();
        assertThat(pings.answered(7)).isEqualTo(Pong.ANSWER);
        assertThat(pings.roundTripNanos()).as("both were written together").isEqualTo(7);
        assertThat(pings.answered(8)).isEqualTo(Pong.LATE);

        for (int i = 0; i < Pings.MOST_UNDER_WAY; i++) {
            assertThat(pings.mayAsk()).isTrue();
            pings.written(100 + i, 1_000 + i);
        }
        assertThat(pings.mayAsk()).isFalse();
        for (int i = 0; i < Pings.MOST_UNDER_WAY; i++) {
            assertThat(pings.waitingNanos(200)).isEqualTo(100 - i);
            assertThat(pings.answered(200 + 2 * i)).isEqualTo(Pong.ANSWER);
            assertThat(pings.position()).isEqualTo(1_000 + i);
            assertThat(pings.roundTripNanos()).isEqualTo(100 + i);
        }
        assertThat(pings.answered(300)).isEqualTo(Pong.UNREQUESTED);
    }

    @Test
    void whoAnswersAPairWithOnePongIsAskedOnceAtATime() {
        pings.written(0, 10);
        pings.written(0, 20);
        pings.answered(7);
        pings.written(10, 30);
        assertThat(pings.mayAsk()).isFalse();
        assertThat(pings.answered(15)).isEqualTo(Pong.ANSWER);
        assertThat(pings.roundTripNanos())
                .as("it might be the other pong of the pair")
                .isEqualTo(Pings.UNKNOWN);
        pings.written(20, 40);
        assertThat(pings.mayAsk()).isFalse();
        pings.answered(26);
        assertThat(pings.roundTripNanos()).isEqualTo(6);
    }

    @Test
    void whoseSecondPongComesBehindTheNextPingIsKnownToAnswerEachOnceTheNumbersAreEqual() {
        pings.written(0, 10);
        pings.written(0, 20);
        assertThat(pings.answered(7)).isEqualTo(Pong.ANSWER);
        pings.written(8, 30);
        assertThat(pings.answered(8 + 3)).isEqualTo(Pong.ANSWER);
        assertThat(pings.roundTripNanos()).isEqualTo(Pings.UNKNOWN);
        assertThat(pings.answered(15)).isEqualTo(Pong.LATE);
        pings.written(20, 40);
        assertThat(pings.mayAsk()).isTrue();
    }

    /** Canopy writes each pong by itself, and each may be read by itself. */
    @Test
    void aSecondPongThatComesTooSoonToAnswerTheNextPingAnswersTheSecondOfThePair() {
        pings.written(0, 10);
        pings.written(0, 20);
        assertThat(pings.answered(20)).isEqualTo(Pong.ANSWER);
        pings.written(20, 30);
        assertThat(pings.answered(21)).isEqualTo(Pong.LATE);
        assertThat(pings.mayAsk()).isTrue();
        pings.written(22, 40);

        assertThat(pings.answered(40)).isEqualTo(Pong.ANSWER);
        assertThat(pings.position()).isEqualTo(30);
        assertThat(pings.roundTripNanos()).isEqualTo(20);
        assertThat(pings.answered(43)).isEqualTo(Pong.ANSWER);
        assertThat(pings.position()).isEqualTo(40);
        assertThat(pings.roundTripNanos()).isEqualTo(21);
        assertThat(pings.answered(44)).isEqualTo(Pong.UNREQUESTED);
    }

    @Test
    void whoLetsAnIntervalPassIsAskedOnceAtATimeUntilTheNumbersAreEqualAgain() {
        pings.written(0, 10);
        pings.written(0, 10);
        pings.answered(1);
        pings.answered(1);
        pings.written(2, 20);
        pings.written(3, 30);
        assertThat(pings.isOverdue(2 + SECOND - 1)).isFalse();
        assertThat(pings.isOverdue(2 + SECOND)).isTrue();
        pings.messageWritten(2 + SECOND / 2);
        assertThat(pings.nextDueNanos(false)).as("whatever else is sent").isEqualTo(3 + SECOND);
        pings.written(2 + SECOND, 40);
        assertThat(pings.mayAsk()).isFalse();
        assertThat(pings.answered(3 + SECOND)).isEqualTo(Pong.ANSWER);
        assertThat(pings.position()).as("of the first").isEqualTo(20);
        assertThat(pings.isUnanswered()).isFalse();
        pings.answered(4 + SECOND);
        pings.written(5 + SECOND, 50);
        assertThat(pings.mayAsk()).as("one is owed").isFalse();
        pings.answered(6 + SECOND);
        pings.answered(6 + SECOND);
        pings.written(7 + SECOND, 60);
        assertThat(pings.mayAsk()).isTrue();
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
