package dev.understory.application;

import dev.understory.session.PeerInfo;
import dev.understory.wire.Bytes;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * How an application gossips on a topic.
 *
 * @param among the peers that get messages
 * @param fetches those of them that offer to be asked for messages and to ask (capability), and are told of large ones instead of getting
 *     them; what this node learns of them it asks for in turn
 * @param identity what of a message makes it that message: bytes that no other message has, whoever made it
 */
public record GossipRules(Predicate<PeerInfo> among, Predicate<PeerInfo> fetches, UnaryOperator<Bytes> identity) {
    /** Nobody is asked: what is known of a Canopy node. */
    public static final Predicate<PeerInfo> NOBODY = peer -> false;

    /** All peers, none of whom is asked; a message is what all its bytes say. */
    public static final GossipRules ALL = new GossipRules(peer -> true, NOBODY, message -> message);
}
