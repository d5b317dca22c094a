package dev.understory.transport.tls;

import dev.understory.transport.NodeClock;
import java.util.function.Consumer;

/**
 * The world, as TLS sees it.
 *
 * @param tls settings and engine
 * @param work where the arithmetic of handshakes is done
 * @param clock the node's clock
 * @param events hears of what fails; called on any thread, and must not block
 */
public record TlsEnvironment(Tls tls, TlsWork.Service work, NodeClock clock, Consumer<TlsEvent> events) {}
