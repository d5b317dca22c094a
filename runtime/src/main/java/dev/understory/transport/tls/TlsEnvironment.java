package dev.understory.transport.tls;

import dev.understory.transport.NodeClock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The world, as TLS sees it.
 *
 * @param tls settings and engine
 * @param work where the arithmetic of handshakes is done
 * @param clock the node's clock
 * @param events hears of what fails; called on any thread, and must not block
 */
public record TlsEnvironment(Tls tls, TlsWork.Service work, NodeClock clock, Consumer<TlsEvent> events) {
    private static final Logger LOG = LoggerFactory.getLogger(TlsEnvironment.class);

    /** Tells what happened. A listener that fails is its own business: the links go on. */
    void tell(TlsEvent event) {
        try {
            events.accept(event);
        } catch (RuntimeException | AssertionError | LinkageError defect) {
            LOG.error("the listener of TLS events has failed on {}", event, defect);
        }
    }
}
