package dev.understory.session;

/** What became of a message that was offered to a peer. */
public enum SendOutcome {
    /** The message is in the queue of its topic and will be written unless the connection ends. */
    ACCEPTED,
    /** The queue of its topic is full; the message was not taken. */
    QUEUE_FULL,
    /** No such peer is admitted. */
    NO_SUCH_PEER,
    /** The connection is closing or closed. */
    CLOSED,
    /** The message is larger than its topic allows. */
    TOO_LARGE
}
