package dev.understory.scenario.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understory.plan.ScenarioLanguage;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Quantity;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever text comes as a rule or as a quantity, it is read, or refused in words and at a place within it. */
final class RuleFuzzTest {
    private static final String[] PARTS = {
        "all(",
        "max(",
        "node",
        ".",
        "peers",
        ")",
        " <= ",
        " == ",
        "(",
        " and ",
        " or ",
        "not ",
        "64MiB",
        "3",
        " - ",
        " * ",
        "graph.components",
        "config(",
        "p2p.max-inbound",
        "bft.agreement",
        "1e9",
        "s",
        "\u00ff"
    };

    private static final RuleParser.Names NAMES = new RuleParser.Names() {
        @Override
        public void group(String name, int offset) {}

        @Override
        public void configKey(String key, int offset) {}
    };

    @FuzzTest
    void texts(FuzzedDataProvider data) {
        text(data.consumeRemainingAsString());
    }

    @Test
    void randomTexts() {
        Random random = new Random(6);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int part = random.nextInt(12); part >= 0; part--) {
                text.append(PARTS[random.nextInt(PARTS.length)]);
            }
            text(text.toString());
        }
    }

    private static void text(String text) {
        if (RuleParser.parse(text, ScenarioLanguage.WHOLE.vocabulary(), NAMES) instanceof RuleParser.Refused refused) {
            assertThat(refused.message()).isNotEmpty();
            assertThat(refused.offset()).isBetween(0, text.length());
        }
        for (Dimension dimension : Dimension.values()) {
            if (Quantity.parse(text, dimension) instanceof Quantity.Refused refused) {
                assertThat(refused.message()).isNotEmpty();
            }
        }
    }
}
