package dev.understory.admission;

import dev.understory.identity.PublicKey;
import java.util.List;

/**
 * Who of the peers that we dialled has only stayed.
 *
 * @param working whether anybody at all, whoever dialled, has done work that was of use within that time
 * @param peers those that have done none within it, who has been there longest first; none that is must-connect, trusted or
 *     kept
 */
public record IdlePeers(boolean working, List<PublicKey> peers) {
    public IdlePeers {
        peers = List.copyOf(peers);
    }
}
