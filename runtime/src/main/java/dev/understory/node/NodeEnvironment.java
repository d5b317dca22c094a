package dev.understory.node;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.Entropy;
import dev.understory.crypto.SignatureService;
import dev.understory.observe.NodeEventSink;
import dev.understory.store.Store;
import dev.understory.transport.NodeClock;
import dev.understory.transport.Transport;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.jspecify.annotations.Nullable;

/**
 * The world, as a node sees it: everything in which a real node and a simulated one differ.
 *
 * @param transport opens and accepts links
 * @param clock the node's clock
 * @param entropy the node's random streams
 * @param suite the cryptography
 * @param signatures where handshakes' signatures are made and checked
 * @param store what the node and its services keep over restarts
 * @param tls how its services do TLS; null if it has no certificate
 * @param events where the node reports to; safe for any thread
 * @param nodeDispatcher where the node-wide actors live
 * @param applicationDispatcher where the application lives
 */
public record NodeEnvironment(
        Transport transport,
        NodeClock clock,
        Entropy entropy,
        CryptoSuite suite,
        SignatureService signatures,
        Store store,
        @Nullable NodeTls tls,
        NodeEventSink events,
        DispatcherSelector nodeDispatcher,
        DispatcherSelector applicationDispatcher) {
    /** Without TLS, and with all actors on the dispatcher of their parent, as in a simulation. */
    public NodeEnvironment(
            Transport transport,
            NodeClock clock,
            Entropy entropy,
            CryptoSuite suite,
            SignatureService signatures,
            Store store,
            NodeEventSink events) {
        this(
                transport,
                clock,
                entropy,
                suite,
                signatures,
                store,
                null,
                events,
                DispatcherSelector.sameAsParent(),
                DispatcherSelector.sameAsParent());
    }

    /** The same with TLS. */
    public NodeEnvironment withTls(@Nullable NodeTls given) {
        return new NodeEnvironment(
                transport,
                clock,
                entropy,
                suite,
                signatures,
                store,
                given,
                events,
                nodeDispatcher,
                applicationDispatcher);
    }
}
