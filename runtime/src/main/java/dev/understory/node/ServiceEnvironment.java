package dev.understory.node;

import dev.understory.crypto.Entropy;
import dev.understory.store.Documents;
import dev.understory.transport.NodeClock;
import dev.understory.transport.Transport;
import dev.understory.transport.tls.TlsEnvironment;
import dev.understory.transport.tls.TlsSettings;
import dev.understory.transport.tls.TlsTransport;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * The world, as a service of a node sees it.
 *
 * @param service the service's name
 * @param transport opens and accepts links, in plain text
 * @param tls how the node does TLS; null where it has no certificate
 * @param clock the node's clock
 * @param entropy random streams of this service only
 * @param documents what this service keeps over restarts
 * @param events where it reports to, and what it measures by
 * @param dispatcher where its actors live, those of links apart, which live on their links' own; shared with the other services, so
 *     that nothing may block or compute for long there
 */
public record ServiceEnvironment(
        String service,
        Transport transport,
        @Nullable NodeTls tls,
        NodeClock clock,
        Entropy entropy,
        Documents documents,
        ServiceEvents events,
        DispatcherSelector dispatcher) {
    static ServiceEnvironment of(NodeEnvironment node, Service service) {
        String name = service.name();
        return new ServiceEnvironment(
                name,
                node.ports().transport(),
                node.tls(),
                node.ports().clock(),
                purpose -> node.ports().entropy().stream("service." + name + "." + purpose),
                node.store().documents(name),
                new ServiceEvents(name, service.metricsPrefix(), node.events()),
                node.nodeDispatcher());
    }

    /** The same transport over TLS with the node's own settings; empty where the node has none. Ends with {@code owner}. */
    public Optional<TlsTransport> secured(ActorContext<?> owner) {
        return secured(owner, UnaryOperator.identity());
    }

    /**
     * The same transport over TLS, its links secured before anybody hears of them.
     *
     * @param owner an actor of the service, which makes one such transport at most; it ends with its links when the actor does
     * @param change makes this service's settings of the node's: protocols, limits, whom it trusts
     */
    public Optional<TlsTransport> secured(ActorContext<?> owner, UnaryOperator<TlsSettings> change) {
        if (tls == null) {
            return Optional.empty();
        }
        TlsEnvironment environment = new TlsEnvironment(
                tls.engines().of(service, change.apply(tls.settings())), tls.work(), clock, events::tls);
        return Optional.of(TlsTransport.create(owner, "tls", transport, environment));
    }
}
