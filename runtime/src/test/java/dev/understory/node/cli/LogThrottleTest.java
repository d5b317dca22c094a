package dev.understory.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LogThrottleTest {
    private static final long SECOND = 1_000_000_000L;

    private final LogThrottle throttle = new LogThrottle();

    @Test
    void aPeerThatDoesItAgainAndAgainLeavesTheOthersTheirLines() {
        assertThat(throttle.passOf("debited", "loud", "loud 1", 0)).isEqualTo("loud 1");
        for (int i = 0; i < 1000; i++) {
            assertThat(throttle.passOf("debited", "loud", "loud", 0)).isEmpty();
        }
        assertThat(throttle.passOf("debited", "quiet", "quiet", 0)).isEqualTo("quiet (and 1000 more like it before)");
        assertThat(throttle.passOf("debited", "loud", "loud 2", SECOND)).isEqualTo("loud 2");
    }

    @Test
    void manyPeersTogetherHaveNoMoreThanTheKindHas() {
        int lines = 0;
        for (int peer = 0; peer < 1000; peer++) {
            lines += throttle.passOf("debited", "peer " + peer, "line", 0).isEmpty() ? 0 : 1;
        }
        assertThat(lines).isEqualTo(LogThrottle.PEERS_AT_ONCE);
    }

    @Test
    void ofPeersTheLatestAreKnownAndNoMore() {
        throttle.passOf("debited", "first", "line", 0);
        for (int peer = 0; peer < LogThrottle.MOST_PEERS; peer++) {
            throttle.passOf("debited", "peer " + peer, "line", 0);
        }
        // Forgotten, so that it has a line again before its second is over; the kind has one since.
        assertThat(throttle.passOf("debited", "first", "line", SECOND / 8 * 9)).startsWith("line (and ");
    }
}
