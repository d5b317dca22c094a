package dev.understory.mux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PatienceTest {
    private static final long SECOND = 1_000_000_000L;

    /** Ten bytes a second, and three seconds. */
    private final Patience patience = new Patience(10, 3 * SECOND);

    @Test
    void nothingThatIsBegunHasNoDeadline() {
        assertThat(patience.deadline()).isEqualTo(Long.MAX_VALUE);
        patience.reach(100, 5 * SECOND);
        assertThat(patience.isRunning()).isFalse();
        patience.begin(1, SECOND);
        patience.end();
        assertThat(patience.deadline()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatComesPutsTheDeadlineOffByWhatItMayTake() {
        patience.begin(0, SECOND);
        assertThat(patience.deadline()).isEqualTo(4 * SECOND);
        patience.reach(5, 3 * SECOND);
        assertThat(patience.deadline()).isEqualTo(4 * SECOND + SECOND / 2);
        patience.reach(5, 3 * SECOND);
        patience.reach(2, 3 * SECOND);
        assertThat(patience.deadline()).as("nothing new").isEqualTo(4 * SECOND + SECOND / 2);
    }

    @Test
    void nothingIsSavedUpBeyondTheGrace() {
        patience.begin(0, 0);
        patience.reach(Long.MAX_VALUE / 2, SECOND);
        assertThat(patience.deadline()).isEqualTo(4 * SECOND);
    }

    @Test
    void atTheLeastRateItNeverEnds() {
        patience.begin(0, 0);
        for (long second = 1; second < 1_000; second++) {
            patience.reach(10 * second, second * SECOND);
            assertThat(patience.deadline()).isGreaterThan(second * SECOND);
        }
    }

    @Test
    void somethingElseThatIsBegunHasAllOfIt() {
        patience.begin(0, 0);
        patience.begin(3, 2 * SECOND);
        assertThat(patience.deadline()).isEqualTo(5 * SECOND);
        assertThat(patience.size()).isEqualTo(3);
    }
}
