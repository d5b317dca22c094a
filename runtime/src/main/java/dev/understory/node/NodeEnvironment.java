package dev.understory.node;

import dev.understory.observe.NodeEventSink;
import dev.understory.peer.PeerPorts;
import dev.understory.store.Store;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.jspecify.annotations.Nullable;

/**
 * The world, as a node sees it: everything in which a real node and a simulated one differ.
 *
 * @param ports what it needs to have peers
 * @param store what the node and its services keep over restarts
 * @param tls how its services do TLS; null if it has no certificate
 * @param events where the node reports to; safe for any thread
 * @param nodeDispatcher where the node-wide actors live
 * @param applicationDispatcher where the applications live
 */
public record NodeEnvironment(
        PeerPorts ports,
        Store store,
        @Nullable NodeTls tls,
        NodeEventSink events,
        DispatcherSelector nodeDispatcher,
        DispatcherSelector applicationDispatcher) {
    /** With all actors on the dispatcher of their parent, as in a simulation. */
    public NodeEnvironment(PeerPorts ports, Store store, @Nullable NodeTls tls, NodeEventSink events) {
        this(ports, store, tls, events, DispatcherSelector.sameAsParent(), DispatcherSelector.sameAsParent());
    }
}
