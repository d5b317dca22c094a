package dev.understory.dissemination;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understory.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever begins as what nodes say of messages is read or called malformed, and what is read is the same bytes again. */
final class FetchMessageFuzzTest {
    /** What follows the mark. */
    @FuzzTest
    void messages(byte[] rest) {
        read(rest);
    }

    @Test
    void randomMessages() {
        Random random = new Random(13);
        int readable = 0;
        for (int i = 0; i < 20_000; i++) {
            int entry = random.nextBoolean() ? 32 : 36;
            byte[] rest = new byte[1 + entry * random.nextInt(FetchMessage.MOST_ENTRIES + 2) + random.nextInt(2)];
            random.nextBytes(rest);
            rest[0] = (byte) random.nextInt(7);
            readable += read(rest) ? 1 : 0;
        }
        assertThat(readable).isGreaterThan(500);
    }

    private static boolean read(byte[] rest) {
        // Not at the beginning of its array, as what comes from a connection.
        byte[] array = ByteBuffer.allocate(3 + Long.BYTES + rest.length)
                .position(3)
                .putLong(FetchMessage.MARK)
                .put(rest)
                .array();
        Bytes message = Bytes.wrap(array).slice(3, array.length - 3);
        assertThat(FetchMessage.isOne(message)).isTrue();
        return switch (FetchMessage.decode(message)) {
            case FetchMessage.Have have -> isSame(FetchMessage.encode(have), message);
            case FetchMessage.Want want -> isSame(FetchMessage.encode(want), message);
            case FetchMessage.Here here -> isSame(FetchMessage.encode(here), message);
            case FetchMessage.Malformed malformed -> false;
        };
    }

    private static boolean isSame(Bytes encoded, Bytes message) {
        assertThat(encoded).isEqualTo(message);
        return true;
    }
}
