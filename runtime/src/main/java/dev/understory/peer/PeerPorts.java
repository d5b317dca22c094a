package dev.understory.peer;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.Entropy;
import dev.understory.crypto.SignatureService;
import dev.understory.session.ConnectionEvents;
import dev.understory.transport.NodeClock;
import dev.understory.transport.Transport;

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
    /** The same world with another listener. */
    PeerPorts withEvents(ConnectionEvents other) {
        return new PeerPorts(transport, clock, entropy, suite, signatures, other);
    }
}
