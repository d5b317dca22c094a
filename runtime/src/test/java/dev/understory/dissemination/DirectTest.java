package dev.understory.dissemination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.TestRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DirectTest {
    private static final List<Integer> ALL = IntStream.range(0, 10).boxed().toList();

    @Test
    void eachOfThoseThatFitIsAsLikelyAndNoOtherIsChosen() {
        Direct direct = new Direct(TestRandom.stream(1));
        int[] chosen = new int[10];
        for (int i = 0; i < 5000; i++) {
            Integer one = direct.choose(ALL, number -> number % 2 == 0);
            chosen[one == null ? 1 : one]++;
        }
        for (int i = 0; i < 10; i++) {
            if (i % 2 == 0) {
                assertThat(chosen[i]).isBetween(900, 1100);
            } else {
                assertThat(chosen[i]).isZero();
            }
        }
    }

    @Test
    void nobodyIsChosenWhereNobodyFits() {
        assertThat(new Direct(TestRandom.stream(1)).choose(ALL, number -> number > 10))
                .isNull();
    }

    @Test
    void theSameSeedMakesTheSameChoices() {
        Direct one = new Direct(TestRandom.stream(5));
        Direct other = new Direct(TestRandom.stream(5));
        List<Integer> first = new ArrayList<>();
        List<Integer> second = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            first.add(one.choose(ALL, number -> true));
            second.add(other.choose(ALL, number -> true));
        }
        assertThat(first).isEqualTo(second).contains(0, 9);
    }
}
