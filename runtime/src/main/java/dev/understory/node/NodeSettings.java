package dev.understory.node;

import dev.understory.connection.ConnectionSettings;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.peer.DialSettings;
import dev.understory.peer.PeerSettings;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.ReputationPolicy;
import dev.understory.session.SessionConfig;
import dev.understory.transport.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node is told when it starts.
 *
 * @param identity who it is
 * @param listen where it accepts links; null for a node that only dials
 * @param session how connections speak: deadlines, limits, liveness
 * @param connection how they treat consumers and their end
 * @param dial how it dials
 * @param admission the caps on connections
 * @param reputation what follows from a bad one
 * @param peers addresses to keep a connection to, as ordinary peers; a key in them is insisted on
 * @param mustConnect peers to keep a connection to beyond all limits; each with its key
 * @param trusted identities that bypass the limits
 * @param banned what is refused from the start, as an operator's ban without end
 */
public record NodeSettings(
        LocalIdentity identity,
        @Nullable Endpoint listen,
        SessionConfig session,
        ConnectionSettings connection,
        DialSettings dial,
        AdmissionPolicy admission,
        ReputationPolicy reputation,
        List<PeerAddress> peers,
        List<PeerAddress> mustConnect,
        List<PublicKey> trusted,
        List<BanSubject> banned) {

    /** Defaults for all but who the node is and where it listens. */
    public static NodeSettings of(LocalIdentity identity, @Nullable Endpoint listen, SessionConfig session) {
        return new NodeSettings(
                identity,
                listen,
                session,
                ConnectionSettings.DEFAULT,
                DialSettings.DEFAULT,
                AdmissionPolicy.DEFAULT,
                ReputationPolicy.DEFAULT,
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** Defaults for all but who the node is and where it listens. */
    public static NodeSettings of(LocalIdentity identity, @Nullable Endpoint listen) {
        return of(identity, listen, SessionConfig.defaults());
    }

    /** What of it concerns the peer set. */
    PeerSettings forPeers() {
        return new PeerSettings(
                identity, session, connection, dial, admission, reputation, peers, mustConnect, trusted, banned);
    }

    /** With other addresses to keep a connection to. */
    public NodeSettings withPeers(List<PeerAddress> changed) {
        return new NodeSettings(
                identity,
                listen,
                session,
                connection,
                dial,
                admission,
                reputation,
                changed,
                mustConnect,
                trusted,
                banned);
    }

    /** With other must-connect peers. */
    public NodeSettings withMustConnect(List<PeerAddress> changed) {
        return new NodeSettings(
                identity, listen, session, connection, dial, admission, reputation, peers, changed, trusted, banned);
    }

    /** With other trusted identities. */
    public NodeSettings withTrusted(List<PublicKey> changed) {
        return new NodeSettings(
                identity,
                listen,
                session,
                connection,
                dial,
                admission,
                reputation,
                peers,
                mustConnect,
                changed,
                banned);
    }

    /** With other bans from the start. */
    public NodeSettings withBanned(List<BanSubject> changed) {
        return new NodeSettings(
                identity,
                listen,
                session,
                connection,
                dial,
                admission,
                reputation,
                peers,
                mustConnect,
                trusted,
                changed);
    }

    /** With other caps. */
    public NodeSettings withAdmission(AdmissionPolicy changed) {
        return new NodeSettings(
                identity, listen, session, connection, dial, changed, reputation, peers, mustConnect, trusted, banned);
    }

    /** With other consequences of a bad reputation. */
    public NodeSettings withReputation(ReputationPolicy changed) {
        return new NodeSettings(
                identity, listen, session, connection, dial, admission, changed, peers, mustConnect, trusted, banned);
    }

    /** With other ways to dial. */
    public NodeSettings withDial(DialSettings changed) {
        return new NodeSettings(
                identity,
                listen,
                session,
                connection,
                changed,
                admission,
                reputation,
                peers,
                mustConnect,
                trusted,
                banned);
    }

    /** With other ways to treat consumers and ends. */
    public NodeSettings withConnection(ConnectionSettings changed) {
        return new NodeSettings(
                identity, listen, session, changed, dial, admission, reputation, peers, mustConnect, trusted, banned);
    }
}
