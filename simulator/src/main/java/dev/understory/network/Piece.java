package dev.understory.network;

import dev.understory.wire.Bytes;

/**
 * Bytes that were dropped before the receiver's line down, or came behind some that were.
 *
 * @param position of the first of them, counted from the first drop
 * @param drops how often they have been dropped
 */
record Piece(long position, Bytes bytes, int drops) {
    int size() {
        return bytes.size();
    }

    Piece droppedOnceMore() {
        return new Piece(position, bytes, drops + 1);
    }

    /** The first {@code size} bytes. */
    Piece head(int size) {
        return size == size() ? this : new Piece(position, bytes.slice(0, size), drops);
    }

    /** All but the first {@code size} bytes. */
    Piece tail(int size) {
        return new Piece(position + size, bytes.slice(size, size() - size), drops);
    }
}
