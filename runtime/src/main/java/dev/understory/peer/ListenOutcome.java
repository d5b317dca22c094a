package dev.understory.peer;

import dev.understory.transport.Endpoint;

/** What came of listening. */
public sealed interface ListenOutcome {
    /** Links are accepted at {@code local}, the port being the real one. */
    record Listening(Endpoint local) implements ListenOutcome {}

    /** Nothing is listening at {@code local} now; it is tried again. */
    record Failed(Endpoint local, String detail) implements ListenOutcome {}

    /** The node was not asked to listen. */
    record NotListening() implements ListenOutcome {}
}
