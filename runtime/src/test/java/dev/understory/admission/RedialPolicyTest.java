package dev.understory.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.RedialEffect.CancelWake;
import dev.understory.admission.RedialEffect.Dial;
import dev.understory.admission.RedialEffect.ReportFailure;
import dev.understory.admission.RedialEffect.WakeAfter;
import dev.understory.admission.RedialPolicy.State;
import dev.understory.crypto.TestRandom;
import dev.understory.peerbook.DialBackoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedialPolicyTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long STABLE = RedialPolicy.STABLE.toNanos();

    private int backoffs;
    private final RedialPolicy policy = new RedialPolicy(this::backoff, false);

    /** Without spread: 1, 2, 4, 8, 8... seconds. */
    private DialBackoff backoff() {
        backoffs++;
        return new DialBackoff(Duration.ofSeconds(1), Duration.ofSeconds(8), 2, 0, TestRandom.stream(1));
    }

    private static WakeAfter wakeAfter(long seconds) {
        return new WakeAfter(Duration.ofSeconds(seconds));
    }

    @Test
    void whoIsNotLetWaitWaitsNoLongerThanThatThoughFailuresCount() {
        RedialPolicy impatient = new RedialPolicy(this::backoff, () -> 3 * SECOND, false);
        impatient.keep(Duration.ZERO);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            impatient.due();
            impatient.dialOver(true).forEach(effect -> {
                if (effect instanceof WakeAfter(Duration delay)) {
                    waits.add(delay.toSeconds());
                }
            });
        }
        assertThat(waits).containsExactly(1L, 2L, 3L, 3L);
    }

    @Test
    void whoIsNotLetWaitButAnswersAndFailsWaitsLikeEverybody() {
        RedialPolicy impatient = new RedialPolicy(this::backoff, () -> SECOND / 2, false);
        impatient.keep(Duration.ZERO);
        for (long seconds : new long[] {1, 2, 4, 8, 8}) {
            assertThat(impatient.dialOver(false)).contains(wakeAfter(seconds));
            assertThat(impatient.dialOver(true)).as("nobody there").contains(new WakeAfter(Duration.ofMillis(500)));
        }
    }

    @Test
    void whoIsNotLetWaitIsTriedSoonOnlyAfterTheLossOfAConnectionThatHeld() {
        RedialPolicy impatient = new RedialPolicy(this::backoff, () -> SECOND / 2, false);
        impatient.keep(Duration.ZERO);
        for (long seconds : new long[] {1, 2, 4}) {
            impatient.connected(7);
            assertThat(impatient.lost(7 + STABLE - 1)).contains(wakeAfter(seconds));
        }
        impatient.connected(7);
        assertThat(impatient.lost(7 + STABLE)).contains(new WakeAfter(Duration.ofMillis(500)));
        assertThat(impatient.dialOver(false)).as("the back-off began anew").contains(wakeAfter(1));
    }

    @Test
    void whoWaitsLongAndIsHastenedIsDialledSooner() {
        dialing();
        policy.dialOver(true);
        assertThat(policy.hasten(Duration.ofMillis(750))).containsExactly(new WakeAfter(Duration.ofMillis(750)));
        assertThat(policy.due()).containsExactly(new Dial());
        assertThat(policy.hasten(Duration.ZERO)).as("it is being dialled").isEmpty();
    }

    private void dialing() {
        policy.keep(Duration.ZERO);
        policy.due();
        assertThat(policy.state()).isEqualTo(State.DIALING);
    }

    @Test
    void aPeerThatIsKeptIsDialledAfterTheDelayThatWasAskedFor() {
        assertThat(policy.keep(Duration.ofMillis(750))).containsExactly(new WakeAfter(Duration.ofMillis(750)));
        assertThat(policy.state()).isEqualTo(State.WAITING);
        assertThat(policy.due()).containsExactly(new Dial());
        assertThat(policy.state()).isEqualTo(State.DIALING);
    }

    @Test
    void keepingAPeerThatIsWaitedForDoesNotChangeItsTime() {
        policy.keep(Duration.ofSeconds(1));
        assertThat(policy.keep(Duration.ZERO)).isEmpty();
        assertThat(policy.state()).isEqualTo(State.WAITING);
    }

    @Test
    void keepingAPeerThatIsBeingDialledBeginsNoSecondDial() {
        dialing();
        assertThat(policy.keep(Duration.ZERO)).isEmpty();
        assertThat(policy.due()).isEmpty();
        assertThat(policy.state()).isEqualTo(State.DIALING);
    }

    @Test
    void aPeerThatIsForgottenIsNotWaitedFor() {
        policy.keep(Duration.ofSeconds(1));
        assertThat(policy.forget()).containsExactly(new CancelWake());
        assertThat(policy.state()).isEqualTo(State.IDLE);
        assertThat(policy.due()).isEmpty();
    }

    @Test
    void aDialThatFailsIsFollowedByAnotherAfterAGrowingBackOff() {
        policy.keep(Duration.ZERO);
        for (int failure = 1; failure <= 6; failure++) {
            assertThat(policy.due()).containsExactly(new Dial());
            long seconds = Math.min(1L << (failure - 1), 8);
            assertThat(policy.dialOver(true))
                    .containsExactly(wakeAfter(seconds), new ReportFailure(failure, seconds * SECOND));
            assertThat(policy.state()).isEqualTo(State.WAITING);
        }
        assertThat(backoffs).isEqualTo(1);
    }

    @Test
    void aDialThatWasOrderedElsewhereAndFailsCountsWhileThePeerIsWaitedFor() {
        policy.keep(Duration.ofMinutes(1));
        assertThat(policy.dialOver(true)).containsExactly(wakeAfter(1), new ReportFailure(1, SECOND));
        assertThat(policy.state()).isEqualTo(State.WAITING);
    }

    @Test
    void aDialThatFailsForAPeerThatIsNotKeptEndsInNothing() {
        assertThat(policy.dialOver(true)).isEmpty();
        assertThat(policy.state()).isEqualTo(State.IDLE);
        dialing();
        assertThat(policy.forget()).isEmpty();
        assertThat(policy.state()).isEqualTo(State.DIALING);
        assertThat(policy.dialOver(true)).isEmpty();
        assertThat(policy.state()).isEqualTo(State.IDLE);
        assertThat(backoffs).isZero();
    }

    @Test
    void aPeerThatIsForgottenAndKeptAgainDuringItsDialWaitsForItsEnd() {
        dialing();
        policy.forget();
        assertThat(policy.keep(Duration.ZERO)).isEmpty();
        assertThat(policy.dialOver(true)).containsExactly(wakeAfter(1), new ReportFailure(1, SECOND));
    }

    @Test
    void aPeerThatConnectsIsNotDialled() {
        policy.keep(Duration.ofSeconds(1));
        assertThat(policy.connected(0)).containsExactly(new CancelWake());
        assertThat(policy.state()).isEqualTo(State.CONNECTED);
        assertThat(policy.due()).isEmpty();
        assertThat(policy.keep(Duration.ZERO)).isEmpty();
        assertThat(policy.dialOver(true)).isEmpty();
        assertThat(policy.state()).isEqualTo(State.CONNECTED);
    }

    @Test
    void aDialThatSucceedsNeedsNothingMore() {
        dialing();
        assertThat(policy.connected(0)).isEmpty();
        assertThat(policy.state()).isEqualTo(State.CONNECTED);
        assertThat(backoffs).isZero();
    }

    @Test
    void aKeptPeerThatIsLostIsDialledAfterABackOff() {
        dialing();
        policy.connected(0);
        assertThat(policy.lost(STABLE)).containsExactly(wakeAfter(1));
        assertThat(policy.state()).isEqualTo(State.WAITING);
    }

    @Test
    void aPeerThatIsLostAndNotKeptIsLeftAlone() {
        policy.connected(0);
        assertThat(policy.lost(STABLE)).isEmpty();
        assertThat(policy.state()).isEqualTo(State.IDLE);
    }

    @Test
    void aPeerThatIsForgottenWhileItIsConnectedIsLeftAloneOnceItIsLost() {
        dialing();
        policy.connected(0);
        assertThat(policy.forget()).isEmpty();
        assertThat(policy.state()).isEqualTo(State.CONNECTED);
        assertThat(policy.lost(STABLE)).isEmpty();
        assertThat(policy.state()).isEqualTo(State.IDLE);
    }

    @Test
    void aConnectionThatHeldLongEnoughStartsTheBackOffAnew() {
        dialing();
        policy.dialOver(true);
        policy.dialOver(true);
        policy.connected(7);
        assertThat(policy.lost(7 + STABLE)).containsExactly(wakeAfter(1));
    }

    @Test
    void aConnectionThatDidNotHoldLetsTheBackOffGrow() {
        dialing();
        policy.dialOver(true);
        policy.dialOver(true);
        policy.connected(7);
        assertThat(policy.lost(7 + STABLE - 1)).containsExactly(wakeAfter(4));
    }

    @Test
    void aLossWithoutAConnectionChangesNothing() {
        assertThat(policy.lost(0)).isEmpty();
        policy.keep(Duration.ZERO);
        assertThat(policy.lost(0)).isEmpty();
        assertThat(policy.state()).isEqualTo(State.WAITING);
    }

    @Test
    void aPeerThatIsConnectedFromTheStartIsDialledOnceItIsLost() {
        RedialPolicy connected = new RedialPolicy(this::backoff, true);
        assertThat(connected.keep(Duration.ZERO)).isEmpty();
        assertThat(connected.lost(0)).containsExactly(wakeAfter(1));
    }
}
