package dev.understory.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * Packet records of which only the headers are written; payloads are slices of their messages. {@link #bytes} makes lazy
 * bytes of them, and where those are cut into records again, {@link PacketDecoder} finds the slices.
 *
 * <p>A message below {@link #LEAST_SLICED} bytes is copied behind its header instead: that is cheaper than a slice, and so a
 * few small messages are an array and nothing else.
 */
public final class SlicedPackets implements PacketOutput {
    /** Messages of fewer bytes are copied. */
    public static final int LEAST_SLICED = 512;

    private static final byte[] NOTHING = new byte[0];

    private final List<Bytes> parts = new ArrayList<>(1);
    /** What is written: in {@link #parts} up to {@code listed}. */
    private byte[] written = NOTHING;

    private int listed;
    private int at;

    @Override
    public void add(int topicId, boolean eof, Bytes message, int from, int payloadLength) {
        int size = PacketCodec.encodedSize(topicId, eof, payloadLength);
        if (message.size() < LEAST_SLICED) {
            reserve(size);
            at = PacketCodec.encode(written, at, topicId, eof, message.array(), message.offset() + from, payloadLength);
        } else {
            reserve(size - payloadLength);
            at = PacketCodec.encodeHeader(written, at, topicId, eof, payloadLength);
            listWritten();
            parts.add(message.slice(from, payloadLength));
        }
    }

    /** All records. Nothing may be added after it. */
    public Bytes bytes() {
        listWritten();
        return Bytes.of(parts);
    }

    /** A single record gets an array of its size; the array of many doubles. */
    private void reserve(int size) {
        if (written.length - at < size) {
            int kept = at - listed;
            byte[] larger = new byte[Math.max(kept + size, Math.min(2 * written.length, RecordReader.MAX_RECORD))];
            System.arraycopy(written, listed, larger, 0, kept);
            written = larger;
            listed = 0;
            at = kept;
        }
    }

    private void listWritten() {
        if (at > listed) {
            parts.add(Bytes.wrap(written, listed, at - listed));
            listed = at;
        }
    }
}
