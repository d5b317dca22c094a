package dev.understory.session;

import dev.understory.identity.PublicKey;
import dev.understory.transport.Endpoint;
import dev.understory.wire.Capabilities;

/**
 * A peer as it was when its connection was admitted.
 *
 * @param id the authenticated identity, in canonical form
 * @param direction who dialled
 * @param remote the other end of the connection
 * @param mustConnect whether the node has to keep a connection to it
 * @param trusted whether it bypasses the limits on ordinary peers
 * @param reputation its score: less than 0 for what it did wrong, more for what it has earned
 * @param capabilities what is used with it beyond what a Canopy node can, and what it says it runs; nothing of a Canopy node
 */
public record PeerInfo(
        PublicKey id,
        Direction direction,
        Endpoint remote,
        boolean mustConnect,
        boolean trusted,
        int reputation,
        Capabilities capabilities) {
    /** One that has none beyond what a Canopy node can. */
    public PeerInfo(
            PublicKey id, Direction direction, Endpoint remote, boolean mustConnect, boolean trusted, int reputation) {
        this(id, direction, remote, mustConnect, trusted, reputation, Capabilities.NONE);
    }

    /** Whether it counts against the slots of ordinary peers. */
    public boolean ordinary() {
        return !mustConnect && !trusted;
    }
}
