package dev.understory.transport.tls;

import dev.understory.transport.Endpoint;

/** What an operator may want to know of TLS on a node's links. */
public sealed interface TlsEvent {
    /** A link was refused before its handshake: so many are in theirs. */
    record Refused(Endpoint remote, Cap cap) implements TlsEvent {}

    /** No secure channel came of a link, whoever began it. */
    record HandshakeFailed(Endpoint remote, boolean dialled, TlsProblem problem) implements TlsEvent {}

    /** The limits that refuse. */
    enum Cap {
        /** Of all links of a listener. */
        HANDSHAKES,
        /** Of those from one host. */
        HANDSHAKES_PER_HOST
    }
}
