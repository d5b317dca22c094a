package dev.understory.dissemination;

import dev.understory.crypto.RandomStream;
import dev.understory.wire.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Names messages by SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, 2012) under a key that only this node
 * has. Whoever does not know the key can neither make two messages of one name, so that the second is taken for the
 * first, nor many that fall into one place of a table; and it takes about a nanosecond a byte.
 */
public final class MessageIds {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long key0;
    private final long key1;

    /** With that key. */
    MessageIds(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    /** With a key of that stream's. */
    public static MessageIds drawn(RandomStream random) {
        return new MessageIds(random.nextLong(), random.nextLong());
    }

    /** The name of those bytes. */
    public MessageId of(Bytes message) {
        byte[] array = message.array();
        int end = message.offset() + message.size();
        Rounds state = new Rounds(key0, key1);
        int at = message.offset();
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            state.absorb((long) WORDS.get(array, at));
        }
        long last = (long) message.size() << 56;
        for (int shift = 0; at < end; at++, shift += Byte.SIZE) {
            last |= (array[at] & 0xffL) << shift;
        }
        state.absorb(last);
        return state.finish();
    }

    /** The four words of SipHash's state; does not outlive a call, so that no object need be made of it. */
    private static final class Rounds {
        private long v0;
        private long v1;
        private long v2;
        private long v3;

        Rounds(long key0, long key1) {
            v0 = key0 ^ 0x736f_6d65_7073_6575L;
            v1 = key1 ^ 0x646f_7261_6e64_6f6dL ^ 0xee;
            v2 = key0 ^ 0x6c79_6765_6e65_7261L;
            v3 = key1 ^ 0x7465_6462_7974_6573L;
        }

        void absorb(long word) {
            v3 ^= word;
            round();
            round();
            v0 ^= word;
        }

        MessageId finish() {
            v2 ^= 0xee;
            finalRounds();
            long first = v0 ^ v1 ^ v2 ^ v3;
            v1 ^= 0xdd;
            finalRounds();
            return new MessageId(first, v0 ^ v1 ^ v2 ^ v3);
        }

        private void finalRounds() {
            round();
            round();
            round();
            round();
        }

        private void round() {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
