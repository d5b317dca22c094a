package dev.understory.network;

import dev.understory.wire.Bytes;
import java.util.ArrayDeque;

/** What one end of a link is to send: first what the other's line down has dropped, then what was not sent yet. */
final class SendQueue {
    private final ArrayDeque<Bytes> fresh = new ArrayDeque<>();
    private final ArrayDeque<Piece> dropped = new ArrayDeque<>(0);
    private long freshBytes;

    boolean isEmpty() {
        return fresh.isEmpty() && dropped.isEmpty();
    }

    /** Bytes that were not sent yet. */
    long freshBytes() {
        return freshBytes;
    }

    boolean hasDropped() {
        return !dropped.isEmpty();
    }

    /** The size of what is next. */
    int nextSize() {
        return hasDropped() ? dropped.element().size() : fresh.element().size();
    }

    void add(Bytes bytes) {
        fresh.add(bytes);
        freshBytes += bytes.size();
    }

    void addDropped(Piece piece) {
        dropped.add(piece);
    }

    /** Takes bytes off the first that were not sent yet. */
    Bytes take(int size) {
        Bytes bytes = fresh.remove();
        freshBytes -= size;
        if (size == bytes.size()) {
            return bytes;
        }
        fresh.addFirst(bytes.slice(size, bytes.size() - size));
        return bytes.slice(0, size);
    }

    /** Takes bytes off the first that were dropped. */
    Piece takeDropped(int size) {
        Piece piece = dropped.remove();
        if (size < piece.size()) {
            dropped.addFirst(piece.tail(size));
        }
        return piece.head(size);
    }
}
