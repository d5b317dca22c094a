package dev.understory.application;

import dev.understory.session.PeerInfo;
import dev.understory.wire.Bytes;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * How an application gossips on a topic.
 *
 * @param among the peers that get messages
 * @param manner how they get them
 * @param identity what of a message makes it that message: bytes that no other message has, whoever made it
 */
public record GossipRules(Predicate<PeerInfo> among, Manner manner, UnaryOperator<Bytes> identity) {
    /** How messages get from one node to another. */
    public enum Manner {
        /** As between Canopy's nodes: everybody is sent everything. */
        FLOOD,
        /** Large messages are announced, and sent to who asks; as if all peers offered that. */
        FETCH,
        /** The same, and small ones are sent unasked to those only that want that; as if all peers offered both. */
        CHOOSE,
        /** What this node and the peer both offer ({@link dev.understory.wire.Capability}); one that offers nothing is flooded. */
        AGREED
    }

    /** Among all peers, as agreed with each; a message is what all its bytes say. */
    public static final GossipRules ALL = new GossipRules(peer -> true, Manner.AGREED, message -> message);
}
