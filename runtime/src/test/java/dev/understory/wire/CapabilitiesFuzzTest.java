package dev.understory.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a peer says that it can do is read or refused, and what is read can be said again. */
final class CapabilitiesFuzzTest {
    @FuzzTest
    void fields(byte[] field) {
        field(field);
    }

    @Test
    void randomFields() {
        Random random = new Random(12);
        for (int i = 0; i < 20_000; i++) {
            byte[] field = new byte[random.nextInt(40)];
            random.nextBytes(field);
            if (field.length > 2 && random.nextBoolean()) {
                field[0] = (byte) (random.nextBoolean() ? 0x08 : 0x12);
                field[1] = (byte) random.nextInt(field.length);
            }
            field(field);
        }
    }

    private static void field(byte[] field) {
        switch (Capabilities.decode(field)) {
            case Offer.Made(Capabilities offer) ->
                assertThat(Capabilities.decode(offer.encode())).isEqualTo(new Offer.Made(offer));
            case Offer.None none -> throw new AssertionError("a field that is there says something");
            case Offer.Unreadable(String reason) -> assertThat(reason).isNotEmpty();
        }
    }
}
