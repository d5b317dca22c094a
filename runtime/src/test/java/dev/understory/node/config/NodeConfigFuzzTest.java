package dev.understory.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever text comes, HOCON or Canopy's JSON, it is a configuration or refused in words with a place. */
final class NodeConfigFuzzTest {
    private static final String[] PARTS = {
        "understory",
        "p2p",
        ".",
        "{",
        "}",
        "=",
        ":",
        "\n",
        "max-inbound",
        "9",
        "-1",
        "1e9",
        " s",
        " MiB",
        "\"",
        "[",
        "]",
        ",",
        "${",
        "?",
        "include",
        "#",
        "topics",
        "BLOCK",
        "max-message-size",
        "banned-addresses",
        "10.0.0.0/8",
        "trusted-peers",
        "maxInbound",
        "\"networkID\"",
        "\u00ff"
    };

    @FuzzTest
    void texts(FuzzedDataProvider data) {
        text(data.consumeRemainingAsString());
    }

    @Test
    void randomTexts() {
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "understory.p2p { " : "");
            for (int part = random.nextInt(12); part >= 0; part--) {
                text.append(PARTS[random.nextInt(PARTS.length)]);
            }
            text(text.toString());
        }
    }

    private static void text(String text) {
        switch (NodeConfigReader.readText(text)) {
            case ConfigReading.Read read -> assertThat(read.warnings()).doesNotContain("");
            case ConfigReading.Unreadable refused -> {
                assertThat(refused.problems()).isNotEmpty();
                refused.problems()
                        .forEach(problem -> assertThat(problem.toString()).isNotBlank());
            }
        }
    }
}
