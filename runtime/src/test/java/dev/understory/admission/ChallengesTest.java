package dev.understory.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.Challenges.Answer;
import org.junit.jupiter.api.Test;

class ChallengesTest {
    private static final long PROOF = Challenges.PROOF.toNanos();
    private static final long PATIENCE = Challenges.PATIENCE.toNanos();

    private final Challenges challenges = new Challenges(true);

    @Test
    void aWordAnswersThePeersNewcomersAtOnceAndOursWhenTheirTimeHasCome() {
        challenges.ask(1, false, 100);
        challenges.ask(2, true, 100);
        challenges.heard();
        assertThat(challenges.takeAnswers()).containsExactly(new Answer(1, true));
        assertThat(challenges.nextDeadlineNanos()).isEqualTo(100 + PATIENCE);
        challenges.tick(99 + PATIENCE);
        assertThat(challenges.takeAnswers()).isEmpty();
        challenges.tick(100 + PATIENCE);
        assertThat(challenges.takeAnswers()).containsExactly(new Answer(2, true));
        assertThat(challenges.isEmpty()).isTrue();
        assertThat(challenges.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void silenceIsToldWhenTheTimeHasCome() {
        challenges.ask(1, false, 0);
        challenges.tick(PROOF - 1);
        assertThat(challenges.takeAnswers()).isEmpty();
        challenges.tick(PROOF);
        assertThat(challenges.takeAnswers()).containsExactly(new Answer(1, false));
        assertThat(challenges.isEmpty()).isTrue();
    }

    @Test
    void aWordAfterThePatienceIsToldStill() {
        challenges.ask(1, true, 0);
        challenges.tick(PATIENCE);
        assertThat(challenges.takeAnswers()).containsExactly(new Answer(1, false));
        assertThat(challenges.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        challenges.tick(2 * PATIENCE);
        assertThat(challenges.takeAnswers()).isEmpty();
        challenges.heard();
        assertThat(challenges.takeAnswers()).containsExactly(new Answer(1, true));
        assertThat(challenges.isEmpty()).isTrue();
    }

    @Test
    void ofMoreThanMayWaitTheOldestIsRefused() {
        for (int i = 0; i <= DuplicateRule.MAX_WAITING; i++) {
            challenges.ask(i, true, i);
        }
        assertThat(challenges.takeAnswers()).containsExactly(new Answer(0, true));
        assertThat(challenges.nextDeadlineNanos()).isEqualTo(1 + PATIENCE);
    }

    @Test
    void timeInWhichNothingIsReadIsNoSilence() {
        challenges.ask(1, false, 0);
        challenges.reading(false, PROOF / 2);
        challenges.ask(2, true, PROOF);
        challenges.tick(9 * PROOF);
        assertThat(challenges.takeAnswers()).isEmpty();
        assertThat(challenges.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);

        challenges.reading(true, 10 * PROOF);
        assertThat(challenges.nextDeadlineNanos()).isEqualTo(11 * PROOF);
        challenges.tick(11 * PROOF);
        assertThat(challenges.takeAnswers()).containsExactly(new Answer(1, false));
        challenges.heard();
        challenges.tick(10 * PROOF + PATIENCE);
        assertThat(challenges.takeAnswers()).containsExactly(new Answer(2, true));
    }
}
