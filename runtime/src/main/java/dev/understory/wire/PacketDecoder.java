package dev.understory.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code Envelope{Any{types.Packet}}} in place (wire.md, section 3.2): where in the array the payload lies, its
 * topic and eof.
 *
 * <p>Fields may come in any order, the last of a kind wins, nested messages that come twice are merged and unknown fields
 * are skipped, all as protobuf has it; any prefix of the type URL up to its last {@code /} will do. Stricter than
 * protobuf: groups, and known fields of another wire type, are refused, since no peer has a reason to send them. Nothing
 * is allocated and nothing recurses. One decoder serves one thread; its result is valid until the next call.
 */
public final class PacketDecoder {
    /** Why a record is not a packet. */
    public enum Rejection {
        /** Not well-formed protobuf, or not as strict as is asked here. */
        MALFORMED,
        /** The envelope has no payload. */
        NO_PAYLOAD,
        /** The payload is of another type. */
        NOT_A_PACKET
    }

    private static final byte[] TYPE_URL = "type.googleapis.com/types.Packet".getBytes(US_ASCII);
    private static final byte[] TYPE_NAME = "types.Packet".getBytes(US_ASCII);
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;
    private static final int MAX_VARINT = 10;
    private static final byte[] NOTHING = new byte[0];

    private byte[] in = NOTHING;
    /** Where what is there of the record ends in the array. */
    private int inEnd;

    private int at;
    private boolean hasPayload;
    private int typeOffset;
    private int typeLength;
    private int topicId;
    private boolean eof;
    private int payloadOffset;
    private int payloadLength;

    /** Decodes a record without its prefix; null if it is a packet, otherwise why it is none. */
    public @Nullable Rejection decode(byte[] array, int offset, int length) {
        return decode(array, offset, length, length);
    }

    /**
     * The same for a record that need not be in an array. As {@link SlicedPackets} lays them out, all but the payload is, and
     * the payload is not looked at; {@link #payloadOffset()} is counted from the start of the record.
     */
    public @Nullable Rejection decode(Bytes record) {
        Bytes header = record.flatFrom(0);
        int offset = header.offset();
        Rejection rejection = decode(header.array(), offset, record.size(), header.size());
        if (rejection != null) {
            offset = record.offset();
            rejection = decode(record.array(), offset, record.size());
        }
        payloadOffset -= offset;
        return rejection;
    }

    /** Decodes a record of which the first {@code there} bytes are there; what would have to be read beyond is malformed. */
    private @Nullable Rejection decode(byte[] array, int offset, int length, int there) {
        Objects.checkFromIndexSize(offset, there, array.length);
        in = array;
        inEnd = offset + there;
        hasPayload = false;
        typeOffset = offset;
        typeLength = 0;
        topicId = 0;
        eof = false;
        payloadOffset = offset;
        payloadLength = 0;
        boolean wellFormed = envelope(offset, offset + length);
        boolean isPacket = wellFormed && typeIsPacket();
        in = NOTHING;
        if (!wellFormed) {
            return Rejection.MALFORMED;
        }
        if (!hasPayload) {
            return Rejection.NO_PAYLOAD;
        }
        return isPacket ? null : Rejection.NOT_A_PACKET;
    }

    /** The topic id as the peer sent it: any int. */
    public int topicId() {
        return topicId;
    }

    /** Whether this packet ends its message. */
    public boolean eof() {
        return eof;
    }

    /** Where the payload starts: in the decoded array, or in the record if {@link Bytes} were decoded. */
    public int payloadOffset() {
        return payloadOffset;
    }

    /** Bytes of payload. */
    public int payloadLength() {
        return payloadLength;
    }

    private boolean envelope(int from, int end) {
        at = from;
        while (at < end) {
            int tag = tag(end);
            if (tag == (1 << 3 | LENGTH_DELIMITED)) {
                int next = lengthDelimited(end);
                hasPayload = true;
                if (next < 0 || !any(next)) {
                    return false;
                }
            } else if (tag >>> 3 <= 1 || !skip(tag, end)) {
                return false;
            }
        }
        return true;
    }

    private boolean any(int end) {
        while (at < end) {
            int tag = tag(end);
            if (tag == (1 << 3 | LENGTH_DELIMITED)) {
                int next = lengthDelimited(end);
                // Only the last one has to name the type, but all of them have to be text.
                if (next < 0 || next > inEnd || !isUtf8(typeOffset, typeLength)) {
                    return false;
                }
                typeOffset = at;
                typeLength = next - at;
                at = next;
            } else if (tag == (2 << 3 | LENGTH_DELIMITED)) {
                int next = lengthDelimited(end);
                // A second value replaces the first, it is not merged into it: to Any it is mere bytes.
                topicId = 0;
                eof = false;
                payloadLength = 0;
                if (next < 0 || !packet(next)) {
                    return false;
                }
            } else if (tag >>> 3 <= 2 || !skip(tag, end)) {
                return false;
            }
        }
        return true;
    }

    private boolean packet(int end) {
        while (at < end) {
            int tag = tag(end);
            if (tag == (1 << 3 | VARINT)) {
                topicId = (int) varint(end);
            } else if (tag == (2 << 3 | VARINT)) {
                eof = varint(end) != 0;
            } else if (tag == (3 << 3 | LENGTH_DELIMITED)) {
                int next = lengthDelimited(end);
                if (next < 0) {
                    return false;
                }
                payloadOffset = at;
                payloadLength = next - at;
                at = next;
            } else if (tag >>> 3 <= 3 || !skip(tag, end)) {
                return false;
            }
            if (at < 0) {
                return false;
            }
        }
        return true;
    }

    /** The next tag, or 0 for one that no field can have or that is not there. */
    private int tag(int end) {
        if (at >= inEnd) {
            return 0;
        }
        int first = in[at];
        if (first > 0) {
            at++;
            return first;
        }
        long tag = varint(end);
        return at < 0 || tag >>> 32 != 0 ? 0 : (int) tag;
    }

    /** Reads a length and returns where that field ends, or -1 if that is not within {@code end}. */
    private int lengthDelimited(int end) {
        long length = varint(end);
        return at < 0 || length < 0 || length > end - at ? -1 : at + (int) length;
    }

    private boolean skip(int tag, int end) {
        switch (tag & 7) {
            case VARINT -> varint(end);
            case FIXED64 -> at += 8;
            case FIXED32 -> at += 4;
            case LENGTH_DELIMITED -> at = lengthDelimited(end);
            default -> at = -1;
        }
        return at >= 0 && at <= end;
    }

    /** Reads a varint; {@code at} turns negative if it is cut off, longer than ten bytes, or above 64 bits. */
    private long varint(int fieldEnd) {
        int end = Math.min(fieldEnd, inEnd);
        if (at < end && in[at] >= 0) {
            return in[at++];
        }
        long value = 0;
        for (int i = 0; i < MAX_VARINT && at < end; i++) {
            byte next = in[at++];
            value |= (long) (next & 0x7f) << 7 * i;
            if (next >= 0) {
                if (i == MAX_VARINT - 1 && next > 1) {
                    break;
                }
                return value;
            }
        }
        at = -1;
        return 0;
    }

    private boolean typeIsPacket() {
        int end = typeOffset + typeLength;
        if (Arrays.equals(in, typeOffset, end, TYPE_URL, 0, TYPE_URL.length)) {
            return true;
        }
        int prefix = typeLength - TYPE_NAME.length;
        return prefix >= 0
                && Arrays.equals(in, end - TYPE_NAME.length, end, TYPE_NAME, 0, TYPE_NAME.length)
                && (prefix == 0 || in[typeOffset + prefix - 1] == '/' && isUtf8(typeOffset, prefix));
    }

    /** Strings of protobuf are UTF-8 or the message does not parse. */
    private boolean isUtf8(int offset, int length) {
        if (length == 0) {
            return true;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(in, offset, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
