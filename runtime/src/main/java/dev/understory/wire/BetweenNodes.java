package dev.understory.wire;

import java.nio.ByteBuffer;

/** Messages on a topic that are between the nodes, and for no application: all of them begin alike (wire.md, section 12.7). */
public final class BetweenNodes {
    /** What they begin with; no protobuf message does. */
    public static final long MARK = 0x0075_6e64_6665_7463L;

    private BetweenNodes() {}

    /** Whether a message begins like one. */
    public static boolean isOne(Bytes message) {
        ByteBuffer bytes = ByteBuffer.wrap(message.array(), message.offset(), message.size());
        return bytes.remaining() >= Long.BYTES && bytes.getLong() == MARK;
    }
}
