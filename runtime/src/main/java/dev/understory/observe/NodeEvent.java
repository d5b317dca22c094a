package dev.understory.observe;

import dev.understory.discovery.DiscoveryEvent;
import dev.understory.identity.PublicKey;
import dev.understory.session.ConnectionEvent;
import dev.understory.store.StoreEvent;
import java.time.Duration;
import java.util.List;

/** Everything that can happen to a node that somebody outside may want to know. */
public sealed interface NodeEvent {
    /** Something about its connections. */
    record Connection(ConnectionEvent event) implements NodeEvent {}

    /** Something about how it finds peers. */
    record Discovery(DiscoveryEvent event) implements NodeEvent {}

    /** Something about what it stores. */
    record Storage(StoreEvent event) implements NodeEvent {}

    /** Others can read the node's key or put another in its place; {@code detail} says who and how. Before {@link Started}. */
    record KeyExposed(String detail) implements NodeEvent {}

    /**
     * The node had no peer book, and has made one of Canopy's, which lay in its data folder as {@code file}: it has so many {@code
     * addresses}. {@code notes} are what came of the others.
     */
    record BookImported(String file, int addresses, List<String> notes) implements NodeEvent {}

    /** The node has begun to run. */
    record Started(PublicKey self) implements NodeEvent {}

    /** The process may not open as many files as the caps on connections ask for; {@code detail} says what to do. */
    record FewDescriptors(String detail) implements NodeEvent {}

    /** The node goes by another configuration from now on; a line for each setting that is another. */
    record Reconfigured(List<String> changes) implements NodeEvent {}

    /** A new configuration was refused, and the node goes by the one that it has; a line for each reason. */
    record ReconfigureRefused(List<String> reasons) implements NodeEvent {}

    /** The node did not say what came of a new configuration, which may be in force; it is told again with the next one. */
    record ReconfigureUnanswered(String detail) implements NodeEvent {}

    /** The node was told to stop; what is queued may be written for {@code deadline}. */
    record Stopping(Duration deadline) implements NodeEvent {}

    /** The node has stopped: no connection is left. */
    record Stopped() implements NodeEvent {}

    /** The application has ended, of its own accord or by a defect; the node goes on without it. */
    record ApplicationEnded(String application, String detail) implements NodeEvent {}

    /** Something about a service that runs beside the peer-to-peer protocol. */
    record Service(String service, ServiceEvent event) implements NodeEvent {}

    /** A service has ended, and not because the node stops in order; the node goes on without it, unless it is the peer-to-peer protocol. */
    record ServiceEnded(String service, String detail) implements NodeEvent {}
}
