package dev.understory.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.wire.Bytes;
import org.junit.jupiter.api.Test;

class SendQueueTest {
    private final SendQueue queue = new SendQueue();

    private static Bytes bytes(int... values) {
        byte[] all = new byte[values.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) values[i];
        }
        return Bytes.wrap(all);
    }

    @Test
    void whatWasDroppedGoesFirst() {
        queue.add(bytes(5, 6));
        queue.addDropped(new Piece(10, bytes(1, 2, 3), 1));
        assertThat(queue.nextSize()).isEqualTo(3);
        assertThat(queue.takeDropped(2)).isEqualTo(new Piece(10, bytes(1, 2), 1));
        assertThat(queue.takeDropped(1)).isEqualTo(new Piece(12, bytes(3), 1));
        assertThat(queue.hasDropped()).isFalse();
        assertThat(queue.nextSize()).isEqualTo(2);
    }

    @Test
    void countsWhatWasNotSentYet() {
        queue.add(bytes(1, 2, 3));
        queue.add(bytes(4));
        assertThat(queue.take(1)).isEqualTo(bytes(1));
        assertThat(queue.freshBytes()).isEqualTo(3);
        assertThat(queue.take(2)).isEqualTo(bytes(2, 3));
        assertThat(queue.take(1)).isEqualTo(bytes(4));
        assertThat(queue.isEmpty()).isTrue();
    }
}
