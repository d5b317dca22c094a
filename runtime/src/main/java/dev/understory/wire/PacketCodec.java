package dev.understory.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Objects;

/**
 * Writes packet records: a 4-byte big-endian length, then {@code Envelope{Any{types.Packet}}} as Canopy writes it
 * (wire.md, section 3.2). {@link PacketDecoder} reads them.
 *
 * <p>The three nested messages are small and fixed, and every message of every peer passes here, so the bytes are written
 * by hand, straight into the caller's buffer: the header, after which the payload follows. Tests hold the result against
 * the generated classes.
 */
public final class PacketCodec {
    /** Payload bytes that fit a record of {@link RecordReader#MAX_RECORD} whatever the topic and eof. */
    public static final int MAX_PAYLOAD = 999_950;

    /** What a record is longer than its payload, at most. */
    public static final int MAX_OVERHEAD = RecordReader.PREFIX + RecordReader.MAX_RECORD - MAX_PAYLOAD;

    /** Topic ids above take two bytes, and no topic has one. */
    private static final int MAX_TOPIC_ID = 127;

    /** Any's first field: its type URL, tag and length included. */
    private static final byte[] TYPE = ("\n type.googleapis.com/types.Packet").getBytes(US_ASCII);

    private static final int LENGTH_DELIMITED_1 = 0x0a;
    private static final int LENGTH_DELIMITED_2 = 0x12;
    private static final int LENGTH_DELIMITED_3 = 0x1a;
    private static final int VARINT_1 = 0x08;
    private static final int VARINT_2 = 0x10;

    private PacketCodec() {}

    /** Bytes of the whole record, prefix included. */
    public static int encodedSize(int topicId, boolean eof, int payloadLength) {
        int any = anySize(packetSize(topicId, eof, payloadLength));
        return RecordReader.PREFIX + 1 + varintSize(any) + any;
    }

    /**
     * Writes a whole record at {@code at} and returns the position after it.
     *
     * @throws IndexOutOfBoundsException if there is no room; what was written before that is garbage
     */
    public static int encode(
            byte[] out, int at, int topicId, boolean eof, byte[] payload, int payloadOffset, int payloadLength) {
        int payloadAt = encodeHeader(out, at, topicId, eof, payloadLength);
        System.arraycopy(payload, payloadOffset, out, payloadAt, payloadLength);
        return payloadAt + payloadLength;
    }

    /** Writes all of a record but its payload and returns where {@code payloadLength} bytes of payload belong. */
    public static int encodeHeader(byte[] out, int at, int topicId, boolean eof, int payloadLength) {
        Objects.checkIndex(topicId, MAX_TOPIC_ID + 1);
        Objects.checkIndex(payloadLength, MAX_PAYLOAD + 1);
        int packet = packetSize(topicId, eof, payloadLength);
        int any = anySize(packet);
        int size = 1 + varintSize(any) + any;
        out[at] = 0;
        out[at + 1] = (byte) (size >>> 16);
        out[at + 2] = (byte) (size >>> 8);
        out[at + 3] = (byte) size;
        out[at + 4] = LENGTH_DELIMITED_1;
        int next = varint(out, at + 5, any);
        System.arraycopy(TYPE, 0, out, next, TYPE.length);
        next += TYPE.length;
        if (packet > 0) {
            out[next++] = LENGTH_DELIMITED_2;
            next = varint(out, next, packet);
        }
        if (topicId != 0) {
            out[next++] = VARINT_1;
            out[next++] = (byte) topicId;
        }
        if (eof) {
            out[next++] = VARINT_2;
            out[next++] = 1;
        }
        if (payloadLength > 0) {
            out[next++] = LENGTH_DELIMITED_3;
            next = varint(out, next, payloadLength);
        }
        return next;
    }

    private static int packetSize(int topicId, boolean eof, int payloadLength) {
        return (topicId == 0 ? 0 : 2)
                + (eof ? 2 : 0)
                + (payloadLength == 0 ? 0 : 1 + varintSize(payloadLength) + payloadLength);
    }

    private static int anySize(int packet) {
        return TYPE.length + (packet == 0 ? 0 : 1 + varintSize(packet) + packet);
    }

    /** For values below 2^21, which all lengths here are. */
    private static int varintSize(int value) {
        return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : 3;
    }

    private static int varint(byte[] out, int at, int value) {
        int next = at;
        int rest = value;
        while (rest >= 0x80) {
            out[next++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[next++] = (byte) rest;
        return next;
    }
}
