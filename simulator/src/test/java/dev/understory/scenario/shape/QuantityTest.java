package dev.understory.scenario.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuantityTest {
    private static final List<Dimension> WHOLE = List.of(Dimension.DURATION, Dimension.SIZE, Dimension.BANDWIDTH);

    @ParameterizedTest
    @CsvSource({
        "50ms, DURATION, 50000000",
        "1.5s, DURATION, 1500000000",
        "3.66h, DURATION, 13176000000000",
        "1e3us, DURATION, 1000000",
        "0.1us, DURATION, 100",
        "64KiB, SIZE, 65536",
        "1MB, SIZE, 1000000",
        "1.5KiB, SIZE, 1536",
        "10Mbit/s, BANDWIDTH, 10000000",
        "30/m, RATE, 0.5",
        "36/h, RATE, 0.01",
        "0.999, NUMBER, 0.999",
    })
    void isExactInBaseUnits(String text, Dimension dimension, BigDecimal expected) {
        assertThat(accepted(text, dimension).amount()).isEqualByComparingTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "90s, DURATION, 90s",
        "120s, DURATION, 2m",
        "1500ms, DURATION, 1500ms",
        "0ms, DURATION, 0s",
        "1024B, SIZE, 1KiB",
        "1000000B, SIZE, 1MB",
        "1001B, SIZE, 1001B",
        "1000Kbit/s, BANDWIDTH, 1Mbit/s",
        "30/m, RATE, 0.5/s",
        "-3ms, DURATION, -3ms",
    })
    void isWrittenInTheLargestUnitThatFits(String text, Dimension dimension, String expected) {
        assertThat(accepted(text, dimension).text()).isEqualTo(expected);
    }

    @Test
    void whatIsWrittenIsReadAsTheSameAmount() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            Dimension dimension = WHOLE.get(random.nextInt(WHOLE.size()));
            long amount = random.nextLong() >>> random.nextInt(64);
            Quantity quantity = new Quantity(BigDecimal.valueOf(amount), dimension);
            assertThat(accepted(quantity.text(), dimension).baseUnits()).isEqualTo(amount);
        }
    }

    private static Quantity accepted(String text, Dimension dimension) {
        Quantity.Parsed parsed = Quantity.parse(text, dimension);
        assertThat(parsed).isInstanceOf(Quantity.Accepted.class);
        return ((Quantity.Accepted) parsed).quantity();
    }
}
