package dev.understory.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpareArraysTest {
    private final SpareArrays spare = new SpareArrays();

    @Test
    void anArrayThatCameBackIsUsedAgain() {
        byte[] array = spare.take(SpareArrays.LARGEST);
        spare.give(array);
        assertThat(spare.take(SpareArrays.LARGEST)).isSameAs(array);
        assertThat(spare.take(SpareArrays.LARGEST)).isNotSameAs(array);
    }

    @Test
    void eachSizeHasItsOwn() {
        spare.give(new byte[SpareArrays.SMALLEST]);
        assertThat(spare.take(2 * SpareArrays.SMALLEST)).hasSize(2 * SpareArrays.SMALLEST);
        assertThat(spare.take(SpareArrays.SMALLEST)).hasSize(SpareArrays.SMALLEST);
    }

    @Test
    void keepsNoMoreOfASizeThanItSays() {
        List<byte[]> given = new ArrayList<>();
        for (int i = 0; i <= SpareArrays.MOST; i++) {
            given.add(new byte[SpareArrays.SMALLEST]);
            spare.give(given.get(i));
        }
        for (int i = 0; i < SpareArrays.MOST; i++) {
            byte[] again = spare.take(SpareArrays.SMALLEST);
            assertThat(given).anyMatch(one -> one == again);
        }
        assertThat(given).noneMatch(one -> one == spare.take(SpareArrays.SMALLEST));
    }

    @Test
    void keepsNoArrayOfAnotherSize() {
        for (int size : new int[] {0, SpareArrays.SMALLEST / 2, SpareArrays.SMALLEST + 1, 2 * SpareArrays.LARGEST}) {
            byte[] array = new byte[size];
            spare.give(array);
            assertThat(spare.take(size)).hasSize(size).isNotSameAs(array);
        }
    }

    @Test
    void sizesAreRoundedUpToThoseThatAreKept() {
        assertThat(SpareArrays.sizeFor(100)).isEqualTo(100);
        assertThat(SpareArrays.sizeFor(SpareArrays.SMALLEST)).isEqualTo(SpareArrays.SMALLEST);
        assertThat(SpareArrays.sizeFor(SpareArrays.SMALLEST + 1)).isEqualTo(2 * SpareArrays.SMALLEST);
        assertThat(SpareArrays.sizeFor(16 * 1024 + 20)).isEqualTo(SpareArrays.LARGEST);
        assertThat(SpareArrays.sizeFor(SpareArrays.LARGEST + 1)).isEqualTo(SpareArrays.LARGEST + 1);
    }
}
