package dev.understory.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OperatingSystemEntropyTest {
    @Test
    void neverGivesTheSameBytesTwice() {
        OperatingSystemEntropy entropy = new OperatingSystemEntropy();
        RandomStream one = entropy.stream("ephemeral-keys");
        RandomStream two = entropy.stream("ephemeral-keys");
        Set<String> seen = new LinkedHashSet<>();
        for (int i = 0; i < 1000; i++) {
            byte[] seed = new byte[32];
            (i % 2 == 0 ? one : two).nextBytes(seed);
            assertThat(seen.add(java.util.HexFormat.of().formatHex(seed))).isTrue();
            assertThat(seen.add(Long.toString(one.nextLong()))).isTrue();
        }
    }

    @Test
    void fillsArraysOfEveryLength() {
        RandomStream stream = new OperatingSystemEntropy().stream("test");
        for (int length : new int[] {0, 1, 511, 512, 513, 5000}) {
            byte[] bytes = new byte[length];
            stream.nextBytes(bytes);
            int zeros = 0;
            for (byte value : bytes) {
                zeros += value == 0 ? 1 : 0;
            }
            assertThat(zeros).isLessThanOrEqualTo(20 + length / 50);
        }
    }
}
