package dev.understory.observe;

import dev.understory.transport.Acceptor;
import dev.understory.transport.tls.TlsEvent;

/** What can happen to a service of a node. */
public sealed interface ServiceEvent {
    /** Something about where it listens. */
    record Listener(Acceptor.Event event) implements ServiceEvent {}

    /** Something about TLS on its links. */
    record Tls(TlsEvent event) implements ServiceEvent {}
}
