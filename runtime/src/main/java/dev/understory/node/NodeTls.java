package dev.understory.node;

import dev.understory.transport.tls.Tls;
import dev.understory.transport.tls.TlsSettings;
import dev.understory.transport.tls.TlsWork;

/**
 * How a node does TLS.
 *
 * @param settings what it shows and whom it trusts, unless a service has its own
 * @param engines makes the engine for a service
 * @param work where the arithmetic of handshakes is done
 */
public record NodeTls(TlsSettings settings, Engines engines, TlsWork.Service work) {
    /** Makes engines: the JDK's in production; in a simulation a repeatable or a modelled one. */
    @FunctionalInterface
    public interface Engines {
        /** The engine of one service, with that service's settings. */
        Tls of(String service, TlsSettings settings);
    }
}
