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
 * What a node needs of the world to have peers.
 *
 * @param transport opens and accepts links
 * @param clock the node's clock
 * @param entropy the node's random streams
 * @param suite the cryptography
 * @param signatures where handshakes' signatures are made and checked
 */
public record PeerPorts(
        Transport transport, NodeClock clock, Entropy entropy, CryptoSuite suite, SignatureService signatures) {
    /** What the connections of a node share. */
    ConnectionEnvironment forConnections(
            LocalIdentity identity,
            PeerSettings settings,
            ConnectionEvents events,
            ActorRef<ConnectionReport> admission) {
        return new ConnectionEnvironment(
                identity,
                settings.session(),
                new MemoryPool(settings.connection().memory(), events::held),
                settings.connection(),
                clock,
                suite,
                signatures,
                events,
                admission);
    }
}
