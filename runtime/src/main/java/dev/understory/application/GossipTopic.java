package dev.understory.application;

import dev.understory.dissemination.Sight;
import dev.understory.dissemination.Verdict;
import dev.understory.identity.PublicKey;
import dev.understory.wire.Bytes;
import java.util.function.Supplier;

/**
 * Gossip on one topic, as an application uses it: nothing goes on to others before the application has judged it, at once
 * or up to the setting {@code verdict-time} later. What is not gossip on the same topic (an answer to a question, say) need
 * not pass through here.
 *
 * <pre>{@code
 * GossipTopic blocks = node.gossip(Topic.BLOCK);
 * ...
 * case ApplicationEvent.Delivered message -> {
 *     if (blocks.hear(message) instanceof Sight.First first) {
 *         blocks.judge(first.token(), holds(message) ? Verdict.USEFUL : Verdict.reject(Offence.INVALID_BLOCK));
 *     }
 * }
 * }</pre>
 */
public interface GossipTopic {
    /** Offers a message of the application's own to all peers; returns for how many of them it was taken. */
    int publish(Bytes payload);

    /** Says what a message is to this node. A first one waits for {@link #judge}. */
    Sight hear(PublicKey sender, Bytes payload);

    /** As above. */
    default Sight hear(ApplicationEvent.Delivered message) {
        return hear(message.sender(), message.payload());
    }

    /**
     * Judges the message with that token: accepted, it goes to all peers that are not known to have it, and if it is useful the
     * peer whose copy it is earns a point, once a second at most; rejected, that peer loses the offence's points. Say that only of what a peer that judges before it passes on would not have
     * sent. Nothing happens if the message waits no longer.
     */
    void judge(long token, Verdict verdict);

    /** Judges a message as it comes; {@code verdict} is asked only for one that is new. */
    default void relay(ApplicationEvent.Delivered message, Supplier<Verdict> verdict) {
        if (hear(message) instanceof Sight.First first) {
            judge(first.token(), verdict.get());
        }
    }
}
