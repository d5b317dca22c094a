package dev.understory.node;

import dev.understory.discovery.DiscoverySettings;
import dev.understory.dissemination.GossipSettings;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.peer.DialSettings;
import dev.understory.peer.KnownPeers;
import dev.understory.peer.PeerSettings;
import dev.understory.reputation.BanSubject;
import dev.understory.session.SessionConfig;
import dev.understory.transport.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node is told when it starts.
 *
 * @param identity who it is
 * @param listen where it accepts links; null for a node that only dials
 * @param peers how it treats its peers
 * @param known whom it knows from the start
 * @param gossip what gossip may cost its applications
 * @param gossipThreshold from how many members on a committee gossips; 0 for never
 * @param discovery how it finds others
 */
public record NodeSettings(
        LocalIdentity identity,
        @Nullable Endpoint listen,
        PeerSettings peers,
        KnownPeers known,
        GossipSettings gossip,
        int gossipThreshold,
        DiscoverySettings discovery) {
    /** Finds nobody beyond those that it knows from the start, and committees never gossip. */
    public NodeSettings(
            LocalIdentity identity,
            @Nullable Endpoint listen,
            PeerSettings peers,
            KnownPeers known,
            GossipSettings gossip) {
        this(identity, listen, peers, known, gossip, 0, DiscoverySettings.DISABLED);
    }

    /** Defaults for all but who the node is and where it listens. */
    public static NodeSettings of(LocalIdentity identity, @Nullable Endpoint listen) {
        return new NodeSettings(identity, listen, PeerSettings.DEFAULT, KnownPeers.NOBODY, GossipSettings.DEFAULT);
    }

    /** Defaults for all but who the node is, where it listens and how its connections speak. */
    public static NodeSettings of(LocalIdentity identity, @Nullable Endpoint listen, SessionConfig session) {
        return of(identity, listen).with(PeerSettings.DEFAULT.withSession(session));
    }

    /** With other addresses to keep a connection to. */
    public NodeSettings withPeers(List<PeerAddress> changed) {
        return with(new KnownPeers(changed, known.mustConnect(), known.trusted(), known.banned()));
    }

    /** With other must-connect peers. */
    public NodeSettings withMustConnect(List<PeerAddress> changed) {
        return with(new KnownPeers(known.kept(), changed, known.trusted(), known.banned()));
    }

    /** With other trusted identities. */
    public NodeSettings withTrusted(List<PublicKey> changed) {
        return with(new KnownPeers(known.kept(), known.mustConnect(), changed, known.banned()));
    }

    /** With other bans from the start. */
    public NodeSettings withBanned(List<BanSubject> changed) {
        return with(new KnownPeers(known.kept(), known.mustConnect(), known.trusted(), changed));
    }

    /** With other caps. */
    public NodeSettings withAdmission(AdmissionPolicy changed) {
        return with(peers.withAdmission(changed));
    }

    /** With other ways to dial. */
    public NodeSettings withDial(DialSettings changed) {
        return with(peers.withDial(changed));
    }

    /** With another way to find peers. */
    public NodeSettings withDiscovery(DiscoverySettings changed) {
        return new NodeSettings(identity, listen, peers, known, gossip, gossipThreshold, changed);
    }

    private NodeSettings with(PeerSettings changed) {
        return new NodeSettings(identity, listen, changed, known, gossip, gossipThreshold, discovery);
    }

    private NodeSettings with(KnownPeers changed) {
        return new NodeSettings(identity, listen, peers, changed, gossip, gossipThreshold, discovery);
    }
}
