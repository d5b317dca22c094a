package dev.understory.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NodeNumbersTest {
    @Test
    void isASortedSet() {
        Random random = new Random(1);
        NodeNumbers numbers = new NodeNumbers();
        TreeSet<Integer> expected = new TreeSet<>();
        for (int step = 0; step < 10_000; step++) {
            int number = random.nextInt(40);
            if (random.nextBoolean()) {
                numbers.add(number);
                expected.add(number);
            } else {
                numbers.remove(number);
                expected.remove(number);
            }
            assertThat(numbers.contains(number)).isEqualTo(expected.contains(number));
            assertThat(numbers.size()).isEqualTo(expected.size());
            assertThat(numbers.toArray())
                    .isEqualTo(expected.stream().mapToInt(Integer::intValue).toArray());
        }
        numbers.clear();
        assertThat(numbers.toArray()).isEmpty();
    }
}
