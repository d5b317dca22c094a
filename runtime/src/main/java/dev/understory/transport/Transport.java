package dev.understory.transport;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Opens and accepts links. All calls return at once; what comes of them is told by messages. A host name is looked up
 * first, and its addresses are dialled: so whoever dials can judge them before anything is sent to one.
 */
public interface Transport {
    /**
     * Starts to accept links at {@code local}. Answers one {@link ListenEvent.Listening} or {@link
     * ListenEvent.ListenFailed}, then an {@link ListenEvent.Accepted} per link.
     */
    void listen(Endpoint local, ActorRef<ListenEvent> replyTo);

    /** Whether a host can be dialled as it stands; otherwise it is a name, to be looked up. */
    boolean isAddress(String host);

    /**
     * Asks for the addresses of a host name; answers exactly one {@link LookupEvent} within {@code timeout}. Lookups of
     * one name at a time are one lookup.
     */
    void lookUp(String host, Duration timeout, ActorRef<LookupEvent> replyTo);

    /**
     * Opens a link to {@code remote}, whose host {@linkplain #isAddress is an address}; answers exactly one {@link
     * DialEvent} within {@code timeout}, which begins now.
     */
    void dial(Endpoint remote, Duration timeout, ActorRef<DialEvent> replyTo);
}
