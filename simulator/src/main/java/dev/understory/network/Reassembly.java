package dev.understory.network;

import dev.understory.wire.Bytes;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The receiver's view of a stream of which something was dropped: what came behind it cannot be read before it has come
 * again. It is over when nothing is missing. What is kept is bounded by the receive window, as everything unread is.
 */
final class Reassembly {
    private final TreeMap<Long, Bytes> early = new TreeMap<>();
    private long end;
    private long readable;
    private boolean endsStream;

    /** Bytes that come for the first time, behind all that did so before. */
    Piece place(Bytes bytes) {
        Piece placed = new Piece(end, bytes, 0);
        end += bytes.size();
        return placed;
    }

    void add(Piece piece) {
        early.put(piece.position(), piece.bytes());
    }

    /** The next bytes that can be read. */
    @Nullable
    Bytes poll() {
        Bytes next = early.remove(readable);
        if (next != null) {
            readable += next.size();
        }
        return next;
    }

    /** Whether all that was sent so far has been read. */
    boolean isComplete() {
        return readable == end;
    }

    /** The stream ends behind what has come so far. */
    void endStream() {
        endsStream = true;
    }

    boolean endsStream() {
        return endsStream;
    }
}
