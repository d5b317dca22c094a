package dev.understory.dissemination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.TestRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SeenCacheTest {
    private static final long SECOND = 1_000_000_000;
    private static final GossipSettings SMALL = new GossipSettings(
            100, 40, Duration.ofSeconds(120), Duration.ofSeconds(10), 8, 1000, 1000, FetchSettings.DEFAULT);

    private final MessageIds ids = MessageIds.drawn(TestRandom.stream(7));
    private final SeenCache seen = new SeenCache(SMALL);

    private MessageId id(long number) {
        return ids.of(Fixtures.message(number));
    }

    @Test
    void aFloodOfJunkCrowdsOutNoMessageThatIsOnItsWay() {
        seen.accept(id(0), 0);
        for (int junk = 1; junk <= 1_000_000; junk++) {
            seen.refuse(id(junk), SECOND);
        }
        assertThat(seen.contains(id(0), SECOND)).isTrue();
        assertThat(seen.contains(id(1_000_000), SECOND)).isTrue();
        assertThat(seen.contains(id(999_960), SECOND))
                .as("junk crowds out junk")
                .isFalse();
        assertThat(seen.size()).isEqualTo(41);
        assertThat(seen.bytes()).isLessThanOrEqualTo(140L * SeenCache.ENTRY_BYTES);
    }

    @Test
    void isForgottenAfterItsTimeAndNotBefore() {
        seen.accept(id(1), 0);
        seen.refuse(id(2), SECOND);
        assertThat(seen.contains(id(1), 120 * SECOND - 1)).isTrue();
        assertThat(seen.contains(id(1), 120 * SECOND)).isFalse();
        assertThat(seen.contains(id(2), 120 * SECOND)).isTrue();
        assertThat(seen.contains(id(2), 121 * SECOND)).isFalse();
        assertThat(seen.size()).isZero();
    }

    @Test
    void theOldestAcceptedGoesForOneMoreAndThatIsSaid() {
        for (int i = 0; i < 100; i++) {
            assertThat(seen.accept(id(i), i)).isFalse();
        }
        assertThat(seen.accept(id(100), 100)).isTrue();
        assertThat(seen.contains(id(0), 100)).isFalse();
        assertThat(seen.contains(id(1), 100)).isTrue();
    }

    @Test
    void addingOneTwiceIsAddingItOnce() {
        seen.accept(id(1), 0);
        assertThat(seen.accept(id(1), 1)).isFalse();
        assertThat(seen.refuse(id(1), 2)).isFalse();
        assertThat(seen.size()).isEqualTo(1);
    }

    /** Against a queue that is searched from end to end. */
    @Test
    void knowsWhatASimpleQueueKnows() {
        RecentIds recent = new RecentIds(300, 50);
        ArrayDeque<long[]> simple = new ArrayDeque<>();
        SplittableRandom random = new SplittableRandom(3);
        long now = 0;
        for (int step = 0; step < 20_000; step++) {
            now += random.nextInt(20) == 0 ? random.nextInt(40) : 0;
            long before = now - 50;
            simple.removeIf(one -> one[1] <= before);
            long number = random.nextInt(600);
            boolean known = simple.stream().anyMatch(one -> one[0] == number);
            assertThat(recent.contains(id(number), now)).isEqualTo(known);
            if (!known) {
                boolean full = simple.size() == 300;
                if (full) {
                    simple.removeFirst();
                }
                simple.addLast(new long[] {number, now});
                assertThat(recent.add(id(number), now)).isEqualTo(full);
            }
            assertThat(recent.size()).isEqualTo(simple.size());
        }
    }
}
