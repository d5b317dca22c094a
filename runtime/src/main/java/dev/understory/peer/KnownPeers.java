package dev.understory.peer;

import dev.understory.admission.PeerSet;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.reputation.BanSubject;
import java.util.List;

/**
 * Whom a node knows from the start.
 *
 * @param kept addresses to keep a connection to, as ordinary peers; a key in them is insisted on
 * @param mustConnect peers to keep a connection to beyond all limits; each with its key
 * @param trusted identities that bypass the limits
 * @param banned what is refused from the start, as an operator's ban without end
 */
public record KnownPeers(
        List<PeerAddress> kept, List<PeerAddress> mustConnect, List<PublicKey> trusted, List<BanSubject> banned) {
    /** Nobody. */
    public static final KnownPeers NOBODY = new KnownPeers(List.of(), List.of(), List.of(), List.of());

    /** The same, but for those must-connect peers. */
    KnownPeers withMustConnect(List<PeerAddress> peers) {
        return new KnownPeers(kept, peers, trusted, banned);
    }

    /** As what a peer set is to go by, with those caps. */
    PeerSet.Wish with(AdmissionPolicy admission) {
        return new PeerSet.Wish(kept, mustConnect, trusted, banned, admission);
    }
}
