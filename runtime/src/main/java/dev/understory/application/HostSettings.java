package dev.understory.application;

import dev.understory.crypto.Entropy;
import dev.understory.dissemination.GossipEvents;
import dev.understory.dissemination.GossipSettings;
import dev.understory.dissemination.WaitingShares;
import dev.understory.identity.PublicKey;
import dev.understory.peer.PeerSetActor;
import dev.understory.session.ConnectionEvents;
import dev.understory.store.Documents;
import dev.understory.transport.NodeClock;
import dev.understory.wire.Capabilities;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What an application's host needs of its node.
 *
 * @param registration the application, and what it is registered for
 * @param self the node's identity
 * @param capabilities what the node offers to its peers
 * @param clock the node's clock
 * @param entropy where the application's random streams come from
 * @param store the application's documents
 * @param events where refused sends are counted
 * @param peers where offences of peers are reported
 * @param gossip what gossip may cost on each topic
 * @param waiting what of each peer waits for its verdict, at all applications of the node
 * @param gossipThreshold from how many members on a committee gossips ({@link dev.understory.dissemination.ConsensusMode})
 * @param gossipEvents where it is counted
 * @param window the credit per peer and topic, of which the host gives half back at a time
 */
public record HostSettings(
        Registration registration,
        PublicKey self,
        Capabilities capabilities,
        NodeClock clock,
        Entropy entropy,
        Documents store,
        ConnectionEvents events,
        ActorRef<PeerSetActor.Command> peers,
        GossipSettings gossip,
        WaitingShares waiting,
        int gossipThreshold,
        GossipEvents gossipEvents,
        long window) {}
