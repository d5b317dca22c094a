package dev.understory.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LookaheadTest {
    private static final long NEVER = Long.MAX_VALUE;

    /** Two shards near to each other, and one far away. */
    private final Lookahead three = new Lookahead(new long[][] {{2, 10, 100}, {10, 3, 90}, {100, 90, 4}});

    @Test
    void aShardRunsAsFarAsNothingOfAnotherCanReachIt() {
        long[] next = {1_000, 1_005, 1_000};
        assertThat(three.horizon(0, next)).isEqualTo(1_015);
        assertThat(three.horizon(1, next)).isEqualTo(1_010);
        assertThat(three.horizon(2, next)).isEqualTo(1_095);
    }

    @Test
    void whatAShardSendsItselfMayComeBackAsAnAnswer() {
        long[] next = {1_000, NEVER, NEVER};
        assertThat(three.horizon(0, next)).isEqualTo(1_020);
        assertThat(three.horizon(1, next)).isEqualTo(1_010);
        // Over the one that is near to both.
        assertThat(three.horizon(2, next)).isEqualTo(1_100);
        Lookahead detour = new Lookahead(new long[][] {{1, 10, 500}, {10, 1, 20}, {500, 20, 1}});
        assertThat(detour.horizon(2, next)).isEqualTo(1_030);
    }

    @Test
    void aShardThatNobodyCanReachRunsToTheEnd() {
        assertThat(Lookahead.uniform(1, 7).horizon(0, new long[] {5})).isEqualTo(NEVER);
        Lookahead empty = new Lookahead(new long[][] {{5, NEVER}, {NEVER, NEVER}});
        assertThat(empty.horizon(0, new long[] {5, NEVER})).isEqualTo(NEVER);
        assertThat(empty.within(0)).isEqualTo(5);
        assertThat(empty.within(1)).isEqualTo(5);
        assertThat(empty.least()).isEqualTo(5);
    }

    @Test
    void theLeastIsOfAllShardsAndWithinThem() {
        assertThat(three.least()).isEqualTo(2);
        assertThat(three.within(2)).isEqualTo(4);
        assertThat(three.from(1)).containsExactly(10, 3, 90);
    }
}
