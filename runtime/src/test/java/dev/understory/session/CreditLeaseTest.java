package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CreditLeaseTest {
    private final CreditLease lease = new CreditLease(1000);

    @Test
    void messagesGoStraightToTheConsumerWhileThereIsCredit() {
        assertThat(lease.spend(999)).isTrue();
        assertThat(lease.spend(500)).isTrue();
        assertThat(lease.spend(1)).isFalse();
    }

    @Test
    void theFirstDetourTakesTheDebtAlongAndTheNextNothing() {
        lease.spend(1499);
        assertThat(lease.spend(1)).isFalse();
        assertThat(lease.detour()).isEqualTo(-499);
        assertThat(lease.spend(1)).isFalse();
        assertThat(lease.detour()).isZero();
    }

    @Test
    void aLoanThatKnowsOfEveryDetourLetsMessagesGoStraightAgain() {
        lease.spend(1000);
        lease.detour();
        lease.detour();
        assertThat(lease.lend(10, 2)).isTrue();
        assertThat(lease.spend(10)).isTrue();
    }

    /** Else the messages that come now would overtake those that are on their way to the stream. */
    @Test
    void aLoanFromBeforeADetourGoesBack() {
        lease.spend(1000);
        lease.detour();
        assertThat(lease.lend(10, 0)).isFalse();
        assertThat(lease.spend(1)).isFalse();
    }

    @Test
    void aLoanPaysADebtThatNoMessageHasTakenAlong() {
        lease.spend(1300);
        assertThat(lease.lend(300, 0)).isTrue();
        assertThat(lease.spend(1)).isFalse();
        assertThat(lease.lend(1, 0)).isTrue();
        assertThat(lease.spend(1)).isTrue();
    }

    @Test
    void loansAddUpToOneWindow() {
        assertThat(lease.lend(5000, 0)).isTrue();
        assertThat(lease.spend(1000)).isTrue();
        assertThat(lease.spend(1)).isFalse();
    }

    @Test
    void aTopicIsIdleOnceNothingCameBetweenTwoChecks() {
        assertThat(lease.isIdle()).isFalse();
        assertThat(lease.isIdle()).isTrue();
        lease.spend(1);
        assertThat(lease.isIdle()).isFalse();
        assertThat(lease.isIdle()).isTrue();
    }

    @Test
    void aTopicWhoseConsumerHoldsMostOfTheCreditIsNotIdle() {
        lease.spend(501);
        lease.isIdle();
        assertThat(lease.isIdle()).isFalse();
        lease.lend(1, 0);
        assertThat(lease.isIdle()).isTrue();
    }
}
