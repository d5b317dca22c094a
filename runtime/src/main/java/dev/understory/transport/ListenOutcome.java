package dev.understory.transport;

/** What came of listening. */
public sealed interface ListenOutcome {
    /** Links are accepted at {@code local}, the port being the real one. */
    record Listening(Endpoint local) implements ListenOutcome {}

    /** Nothing is listening at {@code local} now; it is tried again. */
    record Failed(Endpoint local, String detail) implements ListenOutcome {}

    /** Nobody was asked to listen, or no longer. */
    record NotListening() implements ListenOutcome {}
}
