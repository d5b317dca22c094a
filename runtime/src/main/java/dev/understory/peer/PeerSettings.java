package dev.understory.peer;

import dev.understory.connection.ConnectionSettings;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.reputation.AutoBanPolicy;
import dev.understory.reputation.ReputationPolicy;
import dev.understory.session.SessionConfig;

/**
 * How a node treats its peers.
 *
 * @param session how connections speak: deadlines, limits, liveness
 * @param connection how they treat consumers and their end
 * @param dial how it dials
 * @param admission the caps on connections
 * @param reputation what follows from a bad one
 * @param autoBan when an address is banned for failed handshakes
 * @param keepsStanding whether scores and bans are kept over a restart, where the node's store is
 */
public record PeerSettings(
        SessionConfig session,
        ConnectionSettings connection,
        DialSettings dial,
        AdmissionPolicy admission,
        ReputationPolicy reputation,
        AutoBanPolicy autoBan,
        boolean keepsStanding) {
    /** What a node uses unless told otherwise. */
    public static final PeerSettings DEFAULT = new PeerSettings(
            SessionConfig.defaults(),
            ConnectionSettings.DEFAULT,
            DialSettings.DEFAULT,
            AdmissionPolicy.DEFAULT,
            ReputationPolicy.DEFAULT,
            AutoBanPolicy.DEFAULT,
            true);

    /** With connections that speak another way. */
    public PeerSettings withSession(SessionConfig changed) {
        return new PeerSettings(changed, connection, dial, admission, reputation, autoBan, keepsStanding);
    }

    /** With other ways to dial. */
    public PeerSettings withDial(DialSettings changed) {
        return new PeerSettings(session, connection, changed, admission, reputation, autoBan, keepsStanding);
    }

    /** With other caps. */
    public PeerSettings withAdmission(AdmissionPolicy changed) {
        return new PeerSettings(session, connection, dial, changed, reputation, autoBan, keepsStanding);
    }
}
