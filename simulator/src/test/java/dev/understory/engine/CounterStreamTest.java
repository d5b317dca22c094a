package dev.understory.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.RandomStream;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CounterStreamTest {
    @Test
    void seedOwnerPurposeAndNumberEachMakeAnotherStream() {
        Set<Long> first = new HashSet<>();
        for (long seed = 0; seed < 4; seed++) {
            for (long owner = -1; owner < 4; owner++) {
                for (String purpose : new String[] {"a", "b", "ab", "ba", ""}) {
                    for (long number = 0; number < 4; number++) {
                        first.add(CounterStream.of(seed, owner, purpose, number).nextLong());
                    }
                }
            }
        }
        assertThat(first).hasSize(4 * 5 * 5 * 4);
    }

    @Test
    void isTheSameEverywhere() {
        // Computed from the definition by another program.
        RandomStream stream = new SeededEntropy(42, 7, 1).stream("dial-backoff");
        assertThat(new long[] {stream.nextLong(), stream.nextLong()})
                .containsExactly(-3258995496078630011L, 3277469254119290226L);
    }

    @Test
    void canBeContinuedFromAPosition() {
        CounterStream whole = CounterStream.of(1, 2, "x");
        whole.nextLong();
        whole.nextLong();
        long third = whole.nextLong();
        CounterStream moved = CounterStream.of(1, 2, "x");
        moved.nextLong();
        moved.seek(CounterStream.key(1, 2, "x", 0), 2);
        assertThat(moved.nextLong()).isEqualTo(third);
        assertThat(moved.position()).isEqualTo(3);
    }

    @Test
    void bitsAreEvenAndNeighbouringNumbersUnrelated() {
        CounterStream stream = CounterStream.of(9, 0, "bits");
        int n = 100_000;
        int[] ones = new int[64];
        long flips = 0;
        long before = stream.nextLong();
        for (int i = 0; i < n; i++) {
            long next = stream.nextLong();
            for (int bit = 0; bit < 64; bit++) {
                ones[bit] += (int) (next >>> bit & 1);
            }
            flips += Long.bitCount(next ^ before);
            before = next;
        }
        for (int count : ones) {
            assertThat(count).isBetween(n / 2 - 1_000, n / 2 + 1_000);
        }
        assertThat(flips / (double) n).isBetween(31.9, 32.1);
    }

    @Test
    void fillsBytesAndBoundsEvenly() {
        CounterStream stream = CounterStream.of(9, 0, "bytes");
        byte[] bytes = new byte[100_001];
        stream.nextBytes(bytes);
        int[] counts = new int[256];
        for (byte b : bytes) {
            counts[b & 0xff]++;
        }
        assertThat(counts).isNotEmpty();
        for (int count : counts) {
            assertThat(count).isBetween(280, 510);
        }
        int[] dice = new int[6];
        for (int i = 0; i < 60_000; i++) {
            dice[stream.nextInt(6)]++;
        }
        for (int count : dice) {
            assertThat(count).isBetween(9_500, 10_500);
        }
    }
}
