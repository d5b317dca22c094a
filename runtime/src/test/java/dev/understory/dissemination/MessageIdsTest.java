package dev.understory.dissemination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.TestRandom;
import dev.understory.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MessageIdsTest {
    private static final long KEY0 = 0x0706050403020100L;
    private static final long KEY1 = 0x0f0e0d0c0b0a0908L;

    private static String hex(MessageId id) {
        return HexFormat.of().formatHex(bytes(id.high(), id.low()));
    }

    private static byte[] bytes(long first, long second) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(first)
                .putLong(second)
                .array();
    }

    @Test
    void givesTheVectorsOfTheReference() {
        MessageIds ids = new MessageIds(KEY0, KEY1);
        assertThat(hex(ids.of(Bytes.EMPTY))).isEqualTo("a3817f04ba25a8e66df67214c7550293");
        assertThat(hex(ids.of(Bytes.wrap(new byte[] {0})))).isEqualTo("da87c1d86b99af44347659119b22fc45");
        assertThat(hex(ids.of(Bytes.wrap(new byte[] {0, 1})))).isEqualTo("8177228da4a45dc7fca38bdef60affe4");
    }

    @Test
    void aMessageIsOnlyItsPartOfAnArray() {
        MessageIds ids = new MessageIds(KEY0, KEY1);
        assertThat(ids.of(Bytes.wrap(new byte[] {7, 7, 0, 1, 7}, 2, 2)))
                .isEqualTo(ids.of(Bytes.wrap(new byte[] {0, 1})));
    }

    @Test
    void twoNodesGiveOneMessageTwoNames() {
        Bytes message = Fixtures.message(1);
        MessageIds one = MessageIds.drawn(TestRandom.stream(1));
        MessageIds other = MessageIds.drawn(TestRandom.stream(2));
        assertThat(one.of(message)).isNotEqualTo(other.of(message));
        assertThat(one.of(message))
                .isEqualTo(MessageIds.drawn(TestRandom.stream(1)).of(message));
    }
}
