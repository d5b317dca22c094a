package dev.understory.peer;

import dev.understory.connection.ConnectionEnvironment;
import dev.understory.connection.ConnectionReport;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.Entropy;
import dev.understory.crypto.SignatureService;
import dev.understory.handshake.LocalIdentity;
import dev.understory.limits.MemoryPool;
import dev.understory.session.ConnectionEvents;
import dev.understory.transport.NodeClock;
import dev.understory.transport.Transport;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The world, as a node's connections see it.
 *
 * @param transport opens links
 * @param clock the node's clock
 * @param entropy the node's random streams
 * @param suite the cryptography
 * @param signatures where signatures are made and checked
 * @param events where to report to
 */
public record PeerPorts(
        Transport transport,
        NodeClock clock,
        Entropy entropy,
        CryptoSuite suite,
        SignatureService signatures,
        ConnectionEvents events) {
    /** What the connections of a node share. */
    ConnectionEnvironment forConnections(
            LocalIdentity identity, PeerSettings settings, ActorRef<ConnectionReport> admission) {
        return new ConnectionEnvironment(
                identity,
                settings.session(),
                new MemoryPool(settings.connection().memory()),
                settings.connection(),
                clock,
                suite,
                signatures,
                events,
                admission);
    }

    /** The same world with another listener. */
    PeerPorts withEvents(ConnectionEvents other) {
        return new PeerPorts(transport, clock, entropy, suite, signatures, other);
    }
}
