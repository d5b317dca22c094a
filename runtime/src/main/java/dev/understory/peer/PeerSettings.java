package dev.understory.peer;

import dev.understory.connection.ConnectionSettings;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.ReputationPolicy;
import dev.understory.session.SessionConfig;
import java.util.List;

/**
 * What a node's peer set is told when it starts.
 *
 * @param identity who the node is
 * @param session how sessions speak
 * @param connection how connections treat consumers and their end
 * @param dial how it dials
 * @param admission the caps on connections
 * @param reputation what follows from a bad one
 * @param peers addresses to keep a connection to; a key in them is insisted on
 * @param mustConnect peers to keep a connection to beyond all limits
 * @param trusted identities that bypass the limits
 * @param banned what is refused from the start
 */
public record PeerSettings(
        LocalIdentity identity,
        SessionConfig session,
        ConnectionSettings connection,
        DialSettings dial,
        AdmissionPolicy admission,
        ReputationPolicy reputation,
        List<PeerAddress> peers,
        List<PeerAddress> mustConnect,
        List<PublicKey> trusted,
        List<BanSubject> banned) {}
