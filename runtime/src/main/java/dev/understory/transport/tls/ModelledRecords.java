package dev.understory.transport.tls;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Records of modelled TLS: as long as the JDK's, which pads each protected one with 16 zeros. In the place of the tag are
 * the record's number and a checksum, so that what was changed, lost or repeated on the way is found as with the real one.
 */
final class ModelledRecords {
    /** Plain bytes in a full record of the JDK's. */
    static final int MOST_DATA = (1 << 14) - 17;

    private static final int PADDING = 16;
    private static final int TAG = 16;
    /** What a protected record adds to its plain bytes. */
    static final int OVERHEAD = RecordCutter.HEADER + 1 + PADDING + TAG;

    private static final int MARK = 0x4d4f4445;
    private static final byte VERSION_MAJOR = 3;
    private static final byte VERSION_MINOR = 3;

    private final CRC32C checksum = new CRC32C();
    private long sent;
    private long seen;

    /** Writes an unprotected record. */
    static void open(int type, byte[] payload, ByteBuffer out) {
        header(type, payload.length, out);
        out.put(payload);
    }

    /** Writes a protected record of at most {@link #MOST_DATA} bytes, and moves on in {@code plain}. */
    void seal(int type, ByteBuffer plain, ByteBuffer out) {
        int size = Math.min(plain.remaining(), MOST_DATA);
        header(RecordCutter.DATA, size + OVERHEAD - RecordCutter.HEADER, out);
        int at = out.position();
        out.put(plain.slice(plain.position(), size));
        plain.position(plain.position() + size);
        out.put((byte) type);
        out.put(new byte[PADDING]);
        out.putLong(sent++);
        out.putInt(sum(out.array(), out.arrayOffset() + at, size + 1));
        out.putInt(MARK);
    }

    /** The type of a protected record, whose plain bytes are then between position and limit; or null if it is no good. */
    @Nullable
    Integer unseal(ByteBuffer record) {
        int size = record.remaining() - OVERHEAD;
        if (size < 0) {
            return null;
        }
        int at = record.position() + RecordCutter.HEADER;
        int tag = at + size + 1 + PADDING;
        boolean good = record.getLong(tag) == seen
                && record.getInt(tag + Long.BYTES) == sum(record.array(), record.arrayOffset() + at, size + 1)
                && record.getInt(tag + Long.BYTES + Integer.BYTES) == MARK;
        if (!good) {
            return null;
        }
        seen++;
        int type = record.get(at + size);
        record.position(at);
        record.limit(at + size);
        return type;
    }

    private int sum(byte[] array, int from, int length) {
        checksum.reset();
        checksum.update(array, from, length);
        return (int) checksum.getValue();
    }

    private static void header(int type, int length, ByteBuffer out) {
        out.put((byte) type).put(VERSION_MAJOR).put(VERSION_MINOR).putShort((short) length);
    }
}
