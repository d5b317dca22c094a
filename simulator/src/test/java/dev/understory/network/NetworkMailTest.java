package dev.understory.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.transport.Endpoint;
import dev.understory.wire.Bytes;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NetworkMailTest {
    private static final int ROUNDS = 20_000;

    private final NetworkMail codec = new NetworkMail();
    private final Random random = new Random(1);

    private Bytes bytes() {
        byte[] array = new byte[random.nextInt(300)];
        random.nextBytes(array);
        int from = random.nextInt(array.length + 1);
        return Bytes.wrap(array, from, random.nextInt(array.length - from + 1));
    }

    private long number() {
        return random.nextLong() >>> 1 >>> random.nextInt(63);
    }

    private @Nullable Object argument() {
        return switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> bytes();
            case 2 -> new Piece(number(), bytes(), (int) (number() >>> 32));
            case 3 ->
                new Mail.Knock(
                        random.nextInt(1 << 20),
                        number(),
                        number(),
                        new Endpoint("höst-" + number(), random.nextInt(65_536)),
                        random.nextInt(65_536));
            default -> new Mail.Answer(number(), random.nextInt(1 << 20), number());
        };
    }

    @Test
    void whateverIsEncodedIsDecodedAsItWas() {
        for (int i = 0; i < ROUNDS; i++) {
            Object argument = argument();
            assertThat(codec.decode(codec.encode(argument))).isEqualTo(argument);
        }
    }

    @Test
    void whateverIsDecodedWouldBeEncodedLikeThat() {
        int accepted = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] mutated = codec.encode(argument());
            switch (random.nextInt(3)) {
                case 0 -> mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
                case 1 -> mutated = Arrays.copyOf(mutated, random.nextInt(mutated.length + 1));
                default -> mutated = Arrays.copyOf(mutated, mutated.length + random.nextInt(8));
            }
            try {
                assertThat(codec.encode(codec.decode(mutated))).isEqualTo(mutated);
                accepted++;
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            }
        }
        assertThat(accepted).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
    }

    @Test
    void nothingButDataIsEncoded() {
        assertThatThrownBy(() -> codec.encode(new AtomicLong()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("AtomicLong");
    }
}
