package dev.understory.admission;

import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import java.util.List;

/** What a node has been told about peers before they come: must-connect, trusted, or neither. */
public interface Standing {
    /** Whether the peer is neither must-connect nor trusted. */
    boolean isOrdinary(PublicKey key);

    /** Whether a must-connect or trusted peer may come from that address. */
    boolean isExpected(NetworkAddress address);

    /** Whether a must-connect or trusted peer is not connected now. */
    boolean awaitsSomebody();

    /** Where must-connect and trusted peers are said to live: addresses, and names that have to be followed. */
    List<String> expectedHosts();

    /** Who is expected has changed, or where: {@link #isExpected} goes by what is known now. */
    void recount();
}
