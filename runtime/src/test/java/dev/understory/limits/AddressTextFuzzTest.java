package dev.understory.limits;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever text comes, it is an address, a name, a network or refused in words; what is read prints as itself. */
final class AddressTextFuzzTest {
    private static final String ALPHABET = "0123456789abcdefF:.:./%[]g ";

    @FuzzTest
    void texts(FuzzedDataProvider data) {
        text(data.consumeRemainingAsString());
    }

    @Test
    void randomTexts() {
        Random random = new Random(5);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(24); length > 0; length--) {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            text(text.toString());
        }
    }

    private static void text(String text) {
        NetworkAddress address = NetworkAddress.of(text);
        assertThat(NetworkAddress.of(address.toString())).isEqualTo(address);
        for (GroupLevel level : address.levels()) {
            assertThat(address.group(level).contains(address)).isTrue();
        }
        AddressGroup group;
        try {
            group = AddressGroup.parse(text);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
            return;
        }
        assertThat(AddressGroup.parse(group.toString())).isEqualTo(group);
        assertThat(group.contains(group.first())).isTrue();
    }
}
