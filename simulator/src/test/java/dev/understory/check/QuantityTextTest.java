package dev.understory.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.scenario.shape.Dimension;
import org.junit.jupiter.api.Test;

class QuantityTextTest {
    @Test
    void valuesHaveTheUnitThatFitsAndFourDigits() {
        assertThat(QuantityText.text(Dimension.DURATION, 1_234_567_890)).isEqualTo("1.235 s");
        assertThat(QuantityText.text(Dimension.DURATION, 999)).isEqualTo("999 ns");
        assertThat(QuantityText.text(Dimension.DURATION, 2_500_000)).isEqualTo("2.5 ms");
        assertThat(QuantityText.text(Dimension.SIZE, 1536)).isEqualTo("1.5 KiB");
        assertThat(QuantityText.text(Dimension.NUMBER, 0.99951)).isEqualTo("0.9995");
        assertThat(QuantityText.text(Dimension.NUMBER, 293_985)).isEqualTo("293985");
        assertThat(QuantityText.number(Double.NaN)).isEqualTo("-");
        assertThat(QuantityText.moment(14_203_000_000L)).isEqualTo("14.203 s");
    }
}
