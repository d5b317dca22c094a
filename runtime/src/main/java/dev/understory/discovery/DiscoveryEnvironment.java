package dev.understory.discovery;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.Entropy;
import dev.understory.peer.PeerSetActor;
import dev.understory.session.ConnectionEvents;
import dev.understory.store.Documents;
import dev.understory.transport.NodeClock;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What discovery needs of its node.
 *
 * @param clock the node's clock
 * @param entropy where its random streams come from
 * @param suite which keys are valid
 * @param documents where the book is kept
 * @param events where it reports to
 * @param defects where defects of ours are reported
 * @param peers who dials for it, and where offences are reported
 */
public record DiscoveryEnvironment(
        NodeClock clock,
        Entropy entropy,
        CryptoSuite suite,
        Documents documents,
        DiscoveryEvents events,
        ConnectionEvents defects,
        ActorRef<PeerSetActor.Command> peers) {}
