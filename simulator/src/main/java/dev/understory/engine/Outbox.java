package dev.understory.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one shard has for another at the end of a round, in flat arrays: what each event is for is an address, which the
 * receiver looks up. Written by the shard of the sender during the round, emptied by the shard of the receiver after the
 * barrier; never touched by both at a time. The arrays are used again for every round.
 *
 * <p>With a {@link MailCodec} each event is kept as bytes, as it would be sent to another process.
 */
final class Outbox {
    private static final int STRIDE = 5;
    private static final int FIRST_CAPACITY = 16;

    private final @Nullable MailCodec codec;
    private long[] keys = new long[0];
    private @Nullable Object[] arguments = new @Nullable Object[0];
    private int size;
    private long minimum = Long.MAX_VALUE;

    Outbox(@Nullable MailCodec codec) {
        this.codec = codec;
    }

    void add(long time, long nodeAndSource, long sequence, long data, long address, @Nullable Object argument) {
        if (size == arguments.length) {
            int larger = Math.max(FIRST_CAPACITY, 2 * size);
            keys = Arrays.copyOf(keys, larger * STRIDE);
            arguments = Arrays.copyOf(arguments, larger);
        }
        if (codec == null) {
            put(size, time, nodeAndSource, sequence, data, address, argument);
        } else {
            arguments[size] = encoded(codec, time, nodeAndSource, sequence, data, address, argument);
        }
        size++;
        minimum = Math.min(minimum, time);
    }

    int size() {
        return size;
    }

    /** The time of the earliest event; {@link Long#MAX_VALUE} if there is none. */
    long minimum() {
        return minimum;
    }

    /** Moves all into the receiver's store. */
    void moveTo(Shard receiver, EventStore store) {
        for (int i = 0; i < size; i++) {
            if (codec != null && arguments[i] instanceof byte[] bytes) {
                decode(i, codec, bytes);
            }
            int k = i * STRIDE;
            EventTarget target = receiver.target(EventKey.node(keys[k + 1]), keys[k + 4]);
            store.add(keys[k], keys[k + 1], keys[k + 2], keys[k + 3], target, arguments[i]);
        }
        Arrays.fill(arguments, 0, size, null);
        size = 0;
        minimum = Long.MAX_VALUE;
    }

    private void put(
            int i, long time, long nodeAndSource, long sequence, long data, long address, @Nullable Object argument) {
        int k = i * STRIDE;
        keys[k] = time;
        keys[k + 1] = nodeAndSource;
        keys[k + 2] = sequence;
        keys[k + 3] = data;
        keys[k + 4] = address;
        arguments[i] = argument;
    }

    private static byte[] encoded(
            MailCodec codec,
            long time,
            long nodeAndSource,
            long sequence,
            long data,
            long address,
            @Nullable Object argument) {
        byte[] last = codec.encode(argument);
        return ByteBuffer.allocate(STRIDE * Long.BYTES + last.length)
                .putLong(time)
                .putLong(nodeAndSource)
                .putLong(sequence)
                .putLong(data)
                .putLong(address)
                .put(last)
                .array();
    }

    private void decode(int i, MailCodec codec, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long time = in.getLong();
        long nodeAndSource = in.getLong();
        long sequence = in.getLong();
        long data = in.getLong();
        long address = in.getLong();
        put(
                i,
                time,
                nodeAndSource,
                sequence,
                data,
                address,
                codec.decode(Arrays.copyOfRange(bytes, in.position(), bytes.length)));
    }
}
