package dev.understory.transport;

/** What a listener tells its owner. */
public sealed interface ListenEvent {
    /** Links are accepted at {@code local} (the port is the real one) until {@code listener} is closed. */
    record Listening(Endpoint local, Listener listener) implements ListenEvent {}

    /** Nothing is listening; {@code detail} is one line a person can act on. */
    record ListenFailed(Endpoint local, String detail) implements ListenEvent {}

    /** A remote opened a link. Nothing is read from it before it is attached. */
    record Accepted(Link link) implements ListenEvent {}

    /** A remote opened a link, which was closed at once: this node has no descriptor left for it. */
    record Shed(Endpoint remote) implements ListenEvent {}

    /** A running listener. */
    interface Listener {
        /** Accepts no more links; links that are open stay open. */
        void close();
    }
}
