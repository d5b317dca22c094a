package dev.understory.transport;

import dev.understory.wire.Bytes;

/** What a link tells its owner, in the order in which it happened. */
public sealed interface LinkEvent {
    /** Bytes arrived. The owner answers with {@link Link#consumed(int)} once it has dealt with them. */
    record Received(Bytes bytes) implements LinkEvent {}

    /** {@link Link#isWritable()} is true again after it was false. */
    record Writable() implements LinkEvent {}

    /** The link is closed, from whichever side; nothing follows. */
    record Closed(Cause cause, String detail) implements LinkEvent {}

    /** Why a link closed. */
    enum Cause {
        /** The remote side ended the stream in good order. */
        END_OF_STREAM,
        /** The remote side, or something on the way, reset the stream. */
        RESET,
        /** This side closed or aborted it. */
        LOCAL,
        /** The adapter failed; the detail says how. */
        FAILED
    }
}
