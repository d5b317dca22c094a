package dev.understory.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NestBftPacemakerTest {
    private final NestBftPacemaker pacemaker = new NestBftPacemaker(NestBftFixture.committee(6));

    @Test
    void goesOnToTheNextRound() {
        assertThat(pacemaker.round()).isZero();
        assertThat(pacemaker.advance()).isEqualTo(1);
        assertThat(pacemaker.advance()).isEqualTo(2);
        assertThat(pacemaker.round()).isEqualTo(2);
    }

    @Test
    void goesToTheHighestRoundThatAThirdClaims() {
        pacemaker.claim(1, 9);
        assertThat(pacemaker.advance()).as("one of six is less than a third").isEqualTo(1);
        pacemaker.claim(2, 7);
        pacemaker.claim(3, 5);
        assertThat(pacemaker.advance()).isEqualTo(7);
        assertThat(pacemaker.advance()).isEqualTo(8);
    }

    @Test
    void aThirdIsHalfOfWhatDecidesAsCanopyRoundsIt() {
        int[] committees = {1, 3, 4, 5, 6, 7, 9, 100};
        int[] thirds = {1, 1, 2, 2, 2, 3, 3, 34};
        for (int i = 0; i < committees.length; i++) {
            assertThat(NestBftFixture.committee(committees[i]).third()).isEqualTo(thirds[i]);
        }
    }

    @Test
    void theLatestWordOfAMemberCounts() {
        pacemaker.claim(1, 9);
        pacemaker.claim(2, 9);
        pacemaker.claim(2, 0);
        assertThat(pacemaker.advance()).isEqualTo(1);
        pacemaker.claim(1, 4);
        pacemaker.claim(1, 4);
        assertThat(pacemaker.advance()).as("a member is counted once").isEqualTo(2);
    }

    @Test
    void believesNoRoundThatNobodyCanBeIn() {
        for (int member = 0; member < 6; member++) {
            pacemaker.claim(member, -5);
            pacemaker.claim(member, NestBftPacemaker.MAX_ROUND + 1);
        }
        assertThat(pacemaker.advance()).isEqualTo(1);
        pacemaker.claim(1, NestBftPacemaker.MAX_ROUND);
        pacemaker.claim(2, NestBftPacemaker.MAX_ROUND);
        assertThat(pacemaker.advance()).isEqualTo(NestBftPacemaker.MAX_ROUND);
    }

    @Test
    void forgetsRoundAndClaimsWithTheHeight() {
        pacemaker.claim(1, 9);
        pacemaker.claim(2, 9);
        pacemaker.advance();
        pacemaker.newHeight();
        assertThat(pacemaker.round()).isZero();
        assertThat(pacemaker.isNear(9 + NestBftPacemaker.ROUNDS_AHEAD)).isFalse();
        assertThat(pacemaker.advance()).isEqualTo(1);
    }

    @Test
    void keepsMessagesOfTheRoundsNearItsOwnAndNearTheOneItWillGoTo() {
        int ahead = NestBftPacemaker.ROUNDS_AHEAD;
        pacemaker.advance();
        assertThat(pacemaker.isNear(0)).isFalse();
        assertThat(pacemaker.isNear(1)).isTrue();
        assertThat(pacemaker.isNear(1 + ahead)).isTrue();
        assertThat(pacemaker.isNear(2 + ahead)).isFalse();
        pacemaker.claim(1, 100);
        pacemaker.claim(2, 100);
        assertThat(pacemaker.isNear(99)).isFalse();
        assertThat(pacemaker.isNear(100)).isTrue();
        assertThat(pacemaker.isNear(100 + ahead)).isTrue();
        assertThat(pacemaker.isNear(101 + ahead)).isFalse();
    }
}
