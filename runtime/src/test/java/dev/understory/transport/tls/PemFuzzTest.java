package dev.understory.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever text comes as certificates or a key, it is read or refused in words. */
final class PemFuzzTest {
    private static final String[] PARTS = {
        "-----BEGIN CERTIFICATE-----",
        "-----END CERTIFICATE-----",
        "-----BEGIN PRIVATE KEY-----",
        "-----END PRIVATE KEY-----",
        "\n",
        "MIIB",
        "AAAA",
        "====",
        "-----",
        " ",
        "\u00ff"
    };

    @FuzzTest
    void texts(FuzzedDataProvider data) {
        text(data.consumeRemainingAsString());
    }

    @Test
    void randomTexts() {
        Random random = new Random(8);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int part = random.nextInt(9); part >= 0; part--) {
                text.append(PARTS[random.nextInt(PARTS.length)]);
            }
            text(text.toString());
        }
    }

    private static void text(String pem) {
        refusedInWords(() -> TlsTrust.of(pem));
        refusedInWords(() -> TlsIdentity.of(pem));
    }

    private static void refusedInWords(Runnable reading) {
        try {
            reading.run();
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }
}
