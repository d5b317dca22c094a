package dev.understory.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.scenario.shape.Dimension;
import org.junit.jupiter.api.Test;

class QuantitiesTest {
    @Test
    void valuesHaveTheUnitThatFitsAndFourDigits() {
        assertThat(Quantities.text(Dimension.DURATION, 1_234_567_890)).isEqualTo("1.235 s");
        assertThat(Quantities.text(Dimension.DURATION, 999)).isEqualTo("999 ns");
        assertThat(Quantities.text(Dimension.DURATION, 2_500_000)).isEqualTo("2.5 ms");
        assertThat(Quantities.text(Dimension.SIZE, 1536)).isEqualTo("1.5 KiB");
        assertThat(Quantities.text(Dimension.NUMBER, 0.99951)).isEqualTo("0.9995");
        assertThat(Quantities.text(Dimension.NUMBER, 293_985)).isEqualTo("293985");
        assertThat(Quantities.number(Double.NaN)).isEqualTo("-");
        assertThat(Quantities.moment(14_203_000_000L)).isEqualTo("14.203 s");
    }
}
