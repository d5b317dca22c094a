package dev.understory.transport;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;

/** Opens and accepts links. Both calls return at once; what comes of them is told by messages. */
public interface Transport {
    /**
     * Starts to accept links at {@code local}. Answers one {@link ListenEvent.Listening} or {@link
     * ListenEvent.ListenFailed}, then an {@link ListenEvent.Accepted} per link.
     */
    void listen(Endpoint local, ActorRef<ListenEvent> replyTo);

    /** Opens a link to {@code remote}; answers exactly one {@link DialEvent} within {@code timeout}. */
    void dial(Endpoint remote, Duration timeout, ActorRef<DialEvent> replyTo);
}
