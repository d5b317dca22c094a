package dev.understory.csv;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever text comes, it is a table or refused with its place. */
final class DelayTableFuzzTest {
    private static final String[] PARTS = {
        "from,to,ms", "\n", ",", ";", "\t", "here", "there", "40", "1,5", "1.5", "-3", "1e9", "\"", "#", "\r", "\uFEFF"
    };

    @FuzzTest
    void texts(FuzzedDataProvider data) {
        text(data.consumeRemainingAsString());
    }

    @Test
    void randomTexts() {
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "from,to,ms\n" : "");
            for (int part = random.nextInt(20); part >= 0; part--) {
                text.append(PARTS[random.nextInt(PARTS.length)]);
            }
            text(text.toString());
        }
    }

    private static void text(String text) {
        try {
            assertThat(DelayTable.parse("map.csv", text)).isNotNull();
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).startsWith("map.csv:");
        }
    }
}
