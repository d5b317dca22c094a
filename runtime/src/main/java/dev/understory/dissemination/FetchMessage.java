package dev.understory.dissemination;

import dev.understory.crypto.Sha256;
import dev.understory.wire.BetweenNodes;
import dev.understory.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What two nodes say to each other about messages that one of them has, on the messages' own topic and only if both offer it.
 * It begins with {@link #MARK}, which no protobuf message begins with, then a byte for its kind, then as many entries as fit:
 *
 * <pre>
 * kind 1, HAVE     id[32] size[4]...    these can be had
 * kind 2, COMING   id[32] size[4]...    these follow unasked
 * kind 3, WANT     id[32]...            send these
 * kind 4, PUSH                          I gossip here: send me what you pass on
 * kind 5, TELL                          I gossip here: tell me of what you pass on instead of sending it
 * </pre>
 *
 * <p>PUSH or TELL comes first; nobody is sent one of the others who has said neither, and HAVE or COMING of such a peer is
 * passed over. An id is the SHA-256 of what identifies a message; numbers are big-endian.
 */
public sealed interface FetchMessage {
    /** Entries in one, at most. */
    int MOST_ENTRIES = 64;

    /** What these begin with. */
    long MARK = BetweenNodes.MARK;

    /** A message that can be had. */
    record Entry(Bytes id, int size) {}

    /** These can be had; or follow unasked, if they are coming. */
    record Have(List<Entry> entries, boolean coming) implements FetchMessage {}

    /** Send these. */
    record Want(List<Bytes> ids) implements FetchMessage {}

    /** Whoever says it gossips here, and wants to be sent messages unasked, or only told of them. */
    record Here(boolean pushed) implements FetchMessage {}

    /** None of these, though it begins like one. */
    record Malformed() implements FetchMessage {}

    /** Whether it begins like one. */
    static boolean isOne(Bytes message) {
        return BetweenNodes.isOne(message);
    }

    /** Whether one is PUSH or TELL, or none of these. */
    static boolean isShort(Bytes message) {
        return message.size() <= Long.BYTES + 1;
    }

    /** Reads one. */
    static FetchMessage decode(Bytes message) {
        ByteBuffer in = buffer(message);
        in.getLong();
        if (!in.hasRemaining()) {
            return new Malformed();
        }
        byte kind = in.get();
        if (kind == 4 || kind == 5) {
            return in.hasRemaining() ? new Malformed() : new Here(kind == 4);
        }
        boolean isWant = kind == 3;
        int entry = isWant ? Sha256.SIZE : Sha256.SIZE + Integer.BYTES;
        int count = in.remaining() / entry;
        if (kind < 1 || kind > 3 || in.remaining() % entry != 0 || count == 0 || count > MOST_ENTRIES) {
            return new Malformed();
        }
        List<Bytes> ids = new ArrayList<>(count);
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] id = new byte[Sha256.SIZE];
            in.get(id);
            if (isWant) {
                ids.add(Bytes.wrap(id));
            } else {
                int size = in.getInt();
                if (size < 0) {
                    return new Malformed();
                }
                entries.add(new Entry(Bytes.wrap(id), size));
            }
        }
        return isWant ? new Want(ids) : new Have(entries, kind == 2);
    }

    /** The bytes of one that has entries. */
    static Bytes encode(Have have) {
        byte[] message = message(have.entries().size() * (Sha256.SIZE + Integer.BYTES));
        ByteBuffer out = begin(message, have.coming() ? 2 : 1);
        for (Entry entry : have.entries()) {
            out.put(entry.id().array(), entry.id().offset(), Sha256.SIZE).putInt(entry.size());
        }
        return Bytes.wrap(message);
    }

    /** The bytes of one that has ids. */
    static Bytes encode(Want want) {
        byte[] message = message(want.ids().size() * Sha256.SIZE);
        ByteBuffer out = begin(message, 3);
        want.ids().forEach(id -> out.put(id.array(), id.offset(), Sha256.SIZE));
        return Bytes.wrap(message);
    }

    /** The bytes of one that has neither. */
    static Bytes encode(Here here) {
        byte[] message = message(0);
        begin(message, here.pushed() ? 4 : 5);
        return Bytes.wrap(message);
    }

    private static byte[] message(int size) {
        return new byte[Long.BYTES + 1 + size];
    }

    private static ByteBuffer begin(byte[] message, int kind) {
        return ByteBuffer.wrap(message).putLong(MARK).put((byte) kind);
    }

    private static ByteBuffer buffer(Bytes message) {
        return ByteBuffer.wrap(message.array(), message.offset(), message.size());
    }
}
