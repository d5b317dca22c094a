package dev.understory.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever text comes, it is read or refused in words; what is read prints as itself. */
final class TextFuzzTest {
    private static final String ALPHABET = "0123456789abcdefABCDEF@:[]tcp/.-%\"{}\\ \n\u00ff";

    @FuzzTest
    void addresses(FuzzedDataProvider data) {
        address(data.consumeRemainingAsString());
    }

    @FuzzTest
    void keyFiles(FuzzedDataProvider data) {
        keyFile(data.consumeRemainingAsString());
    }

    @Test
    void randomTexts() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(150);
            for (int j = 0; j < length; j++) {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            address(text.toString());
            address("a:" + text);
            keyFile(text.toString());
            keyFile('"' + text.toString() + '"');
        }
    }

    private static void address(String text) {
        PeerAddress address;
        try {
            address = PeerAddress.parse(text);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
            return;
        }
        assertThat(PeerAddress.parse(address.toString())).isEqualTo(address);
    }

    private static void keyFile(String text) {
        switch (KeyFileText.parse(text)) {
            case KeyFileText.Parsed.Secret read ->
                assertThat(read.key().secret()).hasSize(32);
            case KeyFileText.Parsed.Unusable refused ->
                assertThat(refused.problem()).isNotEmpty();
        }
    }
}
