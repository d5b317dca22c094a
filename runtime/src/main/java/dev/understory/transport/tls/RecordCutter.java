package dev.understory.transport.tls;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into TLS records (RFC 8446, section 5.1). A record that lies whole in what was received is not
 * copied; of others the beginning is kept, at most one record, and only once its length has been judged.
 */
final class RecordCutter {
    static final int HEADER = 5;
    /** The most that a protected record carries: 2^14 bytes and 256 for its type, padding and tag. */
    static final int LONGEST = (1 << 14) + 256;

    static final int CHANGE_CIPHER_SPEC = 20;
    static final int ALERT = 21;
    static final int HANDSHAKE = 22;
    static final int DATA = 23;
    private static final int MAJOR_VERSION = 3;
    private static final byte[] NOTHING = {};

    /** What a cut has found. */
    enum Cut {
        /** A record: see {@link #record}. */
        RECORD,
        /** All is used up, and the record is not whole. */
        MORE,
        /** This is not TLS. */
        NOT_TLS,
        /** A record that is longer than any may be. */
        TOO_LONG
    }

    private byte[] carry = NOTHING;
    private int carried;
    private ByteBuffer record = ByteBuffer.wrap(NOTHING);

    /** Takes the next record from {@code in}, or all there is. */
    Cut cut(ByteBuffer in) {
        if (carried == 0 && in.remaining() >= HEADER) {
            Cut header = judge(in.array(), in.arrayOffset() + in.position());
            if (header != Cut.RECORD) {
                return header;
            }
            int size = HEADER + length(in.array(), in.arrayOffset() + in.position());
            if (in.remaining() >= size) {
                record = in.slice(in.position(), size);
                in.position(in.position() + size);
                return Cut.RECORD;
            }
        }
        return gather(in);
    }

    /** The record that was cut, with its header. */
    ByteBuffer record() {
        return record;
    }

    private Cut gather(ByteBuffer in) {
        if (!fill(in, HEADER)) {
            return Cut.MORE;
        }
        Cut header = judge(carry, 0);
        if (header != Cut.RECORD) {
            return header;
        }
        if (!fill(in, HEADER + length(carry, 0))) {
            return Cut.MORE;
        }
        record = ByteBuffer.wrap(carry, 0, carried);
        carry = NOTHING;
        carried = 0;
        return Cut.RECORD;
    }

    private boolean fill(ByteBuffer in, int size) {
        int missing = Math.min(size - carried, in.remaining());
        if (missing > 0) {
            if (carry.length < size) {
                carry = Arrays.copyOf(carry, size);
            }
            in.get(carry, carried, missing);
            carried += missing;
        }
        return carried >= size;
    }

    private static Cut judge(byte[] bytes, int at) {
        int type = bytes[at];
        if (type < CHANGE_CIPHER_SPEC || type > DATA || bytes[at + 1] != MAJOR_VERSION) {
            return Cut.NOT_TLS;
        }
        return length(bytes, at) > LONGEST ? Cut.TOO_LONG : Cut.RECORD;
    }

    private static int length(byte[] bytes, int at) {
        return (bytes[at + 3] & 0xff) << 8 | bytes[at + 4] & 0xff;
    }
}
