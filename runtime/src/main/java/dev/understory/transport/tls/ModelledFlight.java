package dev.understory.transport.tls;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Packs messages into records as the JDK does: as many as fit, and no header of a message is torn. */
final class ModelledFlight {
    private final ModelledRecords records;
    private final ArrayDeque<byte[]> due;
    private final ByteBuffer record = ByteBuffer.allocate(ModelledRecords.MOST_DATA);

    ModelledFlight(ModelledRecords records, ArrayDeque<byte[]> due) {
        this.records = records;
        this.due = due;
    }

    void add(byte[] message) {
        if (record.remaining() <= ModelledMessages.HEADER) {
            end();
        }
        ByteBuffer left = ByteBuffer.wrap(message);
        while (left.hasRemaining()) {
            if (!record.hasRemaining()) {
                end();
            }
            int size = Math.min(left.remaining(), record.remaining());
            record.put(left.slice(left.position(), size));
            left.position(left.position() + size);
        }
    }

    void end() {
        record.flip();
        ByteBuffer out = ByteBuffer.allocate(record.remaining() + ModelledRecords.OVERHEAD);
        records.seal(RecordCutter.HANDSHAKE, record, out);
        due.add(out.array());
        record.clear();
    }
}
