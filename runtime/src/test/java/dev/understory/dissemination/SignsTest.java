package dev.understory.dissemination;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignsTest {
    private static final long MICRO = 1000;

    private final Signs signs = new Signs();

    private static MessageId id(int number) {
        return new MessageId(0, number);
    }

    @Test
    void countsFromTheFirstAndOnlyOnceTheMessageIsAccepted() {
        signs.shown(id(1), 0, true, 50 * MICRO);
        signs.shown(id(1), 2, false, 70 * MICRO);
        signs.shown(id(1), 0, false, 90 * MICRO);
        assertThat(signs.size()).isZero();
        signs.accepted(id(1));
        assertThat(signs.of(0)).containsExactly(0);
        assertThat(signs.of(1)).containsExactly(Signs.LATEST_MICROS);
        assertThat(signs.of(2)).containsExactly(20);
        signs.shown(id(1), 1, false, 80 * MICRO);
        assertThat(signs.of(1)).as("a copy after the verdict").containsExactly(30);
    }

    @Test
    void whatWasKnownBeforeIsNoSign() {
        signs.shown(id(1), 0, false, 0);
        signs.accepted(id(1));
        assertThat(signs.size()).isZero();
    }

    @Test
    void theOldestAcceptedMessageGoes() {
        for (int i = 0; i <= Signs.WINDOW; i++) {
            signs.shown(id(i), 0, true, 0);
            signs.shown(id(i), 1, true, i * MICRO);
            signs.accepted(id(i));
        }
        assertThat(signs.size()).isEqualTo(Signs.WINDOW);
        assertThat(signs.of(1)[0]).isEqualTo(1);
    }

    @Test
    void theOldestThatIsNotAcceptedIsForgotten() {
        for (int i = 0; i <= Signs.MOST_OPEN; i++) {
            signs.shown(id(i), 0, true, 0);
        }
        signs.accepted(id(0));
        assertThat(signs.size()).isZero();
        signs.accepted(id(1));
        assertThat(signs.size()).isEqualTo(1);
    }

    @Test
    void nobodyIsLaterThanTheLatest() {
        signs.shown(id(1), 0, true, 0);
        signs.shown(id(1), 1, false, Long.MAX_VALUE);
        signs.accepted(id(1));
        assertThat(signs.of(1)).containsExactly(Signs.LATEST_MICROS);
    }

    @Test
    void aPlaceThatIsAnothersNowKnowsNothing() {
        signs.shown(id(1), 0, true, 0);
        signs.accepted(id(1));
        signs.clear(0);
        assertThat(signs.of(0)).containsExactly(Signs.LATEST_MICROS);
    }
}
