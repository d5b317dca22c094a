package dev.understory.application;

import dev.understory.session.PeerInfo;
import dev.understory.wire.Bytes;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * How an application gossips on a topic.
 *
 * @param among the peers that get messages
 * @param identity what of a message makes it that message: bytes that no other message has, whoever made it
 */
public record GossipRules(Predicate<PeerInfo> among, UnaryOperator<Bytes> identity) {
    /** All peers; a message is what all its bytes say. */
    public static final GossipRules ALL = new GossipRules(peer -> true, message -> message);
}
