package dev.understory.transport;

/** The one answer to a dial. */
public sealed interface DialEvent {
    /** The link is open. Nothing is read from it before it is attached. */
    record Opened(Link link) implements DialEvent {}

    /** The link could not be opened; {@code detail} is one line a person can act on. */
    record DialFailed(Endpoint remote, Reason reason, String detail) implements DialEvent {}

    /** Why a dial failed. */
    enum Reason {
        /** The remote host said that nobody listens there. */
        REFUSED,
        /** No answer within the time allowed. */
        TIMEOUT,
        /** There is no way to the remote host. */
        UNREACHABLE,
        /** The host is not known here: a name that was not looked up, or whose machine is gone. */
        UNRESOLVED,
        /** This node is out of descriptors, ports or memory, or its transport is closed. */
        LOCAL,
        /** The remote host was reached, but no secure channel came of it: one of the two does not trust the other, say. */
        NOT_SECURED
    }
}
