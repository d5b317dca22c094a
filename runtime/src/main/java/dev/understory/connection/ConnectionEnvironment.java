package dev.understory.connection;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.SignatureService;
import dev.understory.handshake.LocalIdentity;
import dev.understory.limits.MemoryPool;
import dev.understory.session.ConnectionEvents;
import dev.understory.session.SessionConfig;
import dev.understory.transport.NodeClock;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What all connections of a node share.
 *
 * @param identity who we are
 * @param session how sessions speak
 * @param memory what the peers of the node borrow from
 * @param settings how connections treat consumers, links and their end
 * @param clock the node's clock
 * @param suite the cryptography
 * @param signatures where signatures are made and checked
 * @param events where to report to
 * @param admission who decides on it
 */
public record ConnectionEnvironment(
        LocalIdentity identity,
        SessionConfig session,
        MemoryPool memory,
        ConnectionSettings settings,
        NodeClock clock,
        CryptoSuite suite,
        SignatureService signatures,
        ConnectionEvents events,
        ActorRef<ConnectionReport> admission) {}
