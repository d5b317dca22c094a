package dev.understory.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understory.wire.Bytes;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever bytes come as a message of consensus, they are one or none; one that is read says the same again. */
final class NestBftMessageFuzzTest {
    @FuzzTest
    void messages(byte[] bytes) {
        message(bytes);
    }

    @Test
    void randomMessages() {
        Random random = new Random(2);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(160)];
            random.nextBytes(bytes);
            if (bytes.length > 2) {
                bytes[1] = (byte) random.nextInt(12);
                bytes[2] = (byte) random.nextInt(4);
            }
            message(bytes);
        }
    }

    private static void message(byte[] bytes) {
        NestBftMessage read = NestBftMessage.decode(Bytes.wrap(bytes));
        if (read != null) {
            assertThat(NestBftMessage.decode(read.encode(0, 0))).isEqualTo(read);
        }
    }
}
