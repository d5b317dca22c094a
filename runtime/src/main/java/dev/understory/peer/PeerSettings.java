package dev.understory.peer;

import dev.understory.connection.ConnectionSettings;
import dev.understory.limits.AdmissionPolicy;
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
 */
public record PeerSettings(
        SessionConfig session,
        ConnectionSettings connection,
        DialSettings dial,
        AdmissionPolicy admission,
        ReputationPolicy reputation) {
    /** What a node uses unless told otherwise. */
    public static final PeerSettings DEFAULT = new PeerSettings(
            SessionConfig.defaults(),
            ConnectionSettings.DEFAULT,
            DialSettings.DEFAULT,
            AdmissionPolicy.DEFAULT,
            ReputationPolicy.DEFAULT);

    /** With connections that speak another way. */
    public PeerSettings withSession(SessionConfig changed) {
        return new PeerSettings(changed, connection, dial, admission, reputation);
    }

    /** With other ways to dial. */
    public PeerSettings withDial(DialSettings changed) {
        return new PeerSettings(session, connection, changed, admission, reputation);
    }

    /** With other caps. */
    public PeerSettings withAdmission(AdmissionPolicy changed) {
        return new PeerSettings(session, connection, dial, changed, reputation);
    }
}
