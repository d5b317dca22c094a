package dev.understory.application;

import dev.understory.crypto.RandomStream;
import dev.understory.dissemination.ConsensusMode;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.reputation.Credit;
import dev.understory.reputation.Offence;
import dev.understory.session.PeerInfo;
import dev.understory.store.Documents;
import dev.understory.wire.Bytes;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The node an application runs on. Its methods are called only by the application's own behaviour; none of them blocks.
 */
public interface Node {
    /** This node's identity. */
    PublicKey self();

    /** The peers admitted now, oldest first, as they were at their admission. */
    Collection<PeerInfo> peers();

    /** Nanoseconds on the node's clock; virtual in a simulation. */
    long nowNanos();

    /** The node's random stream of that name; one per purpose. Seeded in a simulation. */
    RandomStream random(String name);

    /**
     * The application's documents, which are there again when the node starts the next time, if it keeps them at all ({@link
     * Documents#surviveRestart}). Answers come as messages of the application's own, by an adapter of its actor:
     *
     * <pre>{@code
     * record Stored(StoreAnswer answer) implements ApplicationEvent.Own {}
     *
     * ActorRef<StoreAnswer> me = context.messageAdapter(StoreAnswer.class, Stored::new);
     * node.store().read("ledger", 0, me);
     * }</pre>
     */
    Documents store();

    /**
     * Offers a message to a peer and does not ask what became of it; refusals are counted in the node's events.
     *
     * @throws IllegalArgumentException if the application is not registered for the topic, here and in what follows
     */
    void send(PublicKey peer, Topic topic, Bytes payload);

    /** Offers a message to a peer; {@link ApplicationEvent.SendCompleted} with {@code token} says what became of it. */
    void send(PublicKey peer, Topic topic, Bytes payload, long token);

    /** Offers a message to every admitted peer that {@code to} accepts; returns for how many of them it was taken. */
    int broadcast(Topic topic, Bytes payload, Predicate<PeerInfo> to);

    /** Offers a message to every admitted peer. */
    default int broadcast(Topic topic, Bytes payload) {
        return broadcast(topic, payload, peer -> true);
    }

    /** One of the admitted peers that fit, all of them as likely; empty if none does. */
    Optional<PublicKey> anyPeer(Predicate<PeerInfo> fits);

    /** Gossip on a topic among all peers; call it once, when the application is created. */
    default GossipTopic gossip(Topic topic) {
        return gossip(topic, GossipRules.ALL);
    }

    /** Gossip on a topic by other rules. What was heard by one is new to another. */
    GossipTopic gossip(Topic topic, GossipRules rules);

    /**
     * How the messages of that committee travel, by its size and the node's setting {@code gossip-threshold}: straight to their
     * members, or by {@link #gossip} on {@link Topic#CONSENSUS}.
     */
    ConsensusMode consensusMode(Collection<PublicKey> committee);

    /**
     * Says what a peer did wrong, as the application has found: an invalid message, say. It costs the peer the offence's
     * points; an ordinary peer that has lost too many is disconnected, and refused until they have come back. Say it only
     * of what the peer itself is to blame for: whoever relays a message did not write it.
     */
    void report(PublicKey peer, Offence offence);

    /**
     * Says what a peer did well: a message that was useful, an answer as it should be. It earns the peer a few points, {@code
     * reputation.most-earned} at most, which fade: a peer that has some is the last to be evicted and the first to be dialled.
     * They pay for no offence. Not for every message of a stream: it is a message to the node each time.
     */
    void credit(PublicKey peer, Credit credit);
}
