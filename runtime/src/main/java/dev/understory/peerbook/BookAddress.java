package dev.understory.peerbook;

import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;

/**
 * Who is said to listen where: what an entry of the book is the entry of. The host is an address as a rule; in private
 * networks it may be a name.
 *
 * @param key the identity that has to answer there
 * @param host where, resolved
 * @param port 1 to 65535
 */
public record BookAddress(PublicKey key, NetworkAddress host, int port) {
    /** Checks the port, and a name as {@link PeerAddress} does. */
    public BookAddress {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("the port must be 1 to 65535, not " + port);
        }
        if (!host.literal()) {
            PeerAddress.checkHost(host.toString());
        }
    }

    /** The same as something to dial. */
    public PeerAddress toPeerAddress() {
        return new PeerAddress(key, host.toString(), port);
    }

    @Override
    public String toString() {
        return toPeerAddress().toString();
    }
}
