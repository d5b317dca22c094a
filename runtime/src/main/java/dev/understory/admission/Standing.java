package dev.understory.admission;

import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;

/** What a node has been told about peers before they come: must-connect, trusted, or neither. */
public interface Standing {
    /** Whether the peer is neither must-connect nor trusted. */
    boolean isOrdinary(PublicKey key);

    /** Whether a must-connect or trusted peer may come from that address. */
    boolean isExpected(NetworkAddress address);
}
