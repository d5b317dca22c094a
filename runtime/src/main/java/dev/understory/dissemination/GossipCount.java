package dev.understory.dissemination;

/** What is counted of gossip, for each topic. Every message that comes in is counted once as one of the first three. */
public enum GossipCount {
    /** New, and given to the application to judge. */
    FIRST,
    /** Here before. For each {@link #FIRST} there are as many of these as copies that nobody needed. */
    DUPLICATE,
    /** New and dropped: too many waited for their verdict already, all in all or of its sender's. */
    NO_ROOM,
    /** Judged good. */
    ACCEPTED,
    /** Judged neither good nor anybody's fault. */
    IGNORED,
    /** Judged bad. */
    REJECTED,
    /** Waited too long for its verdict. */
    EXPIRED,
    /** Waited for its verdict, and was dropped for a peer's that had less waiting. */
    CROWDED_OUT,
    /** Waited for its verdict when the last of those who sent it was lost. */
    ABANDONED,
    /** A verdict that came for a message that waits no longer. */
    LATE,
    /** An accepted message was forgotten before its time, because there were so many. */
    FORGOTTEN,
    /** Messages of the application's own. */
    PUBLISHED,
    /** Copies taken for peers, of accepted messages and of one's own; not those that were refused because too much waited. */
    SENT,
    /** Peers that were told of a message instead. */
    ANNOUNCED,
    /** Messages that a peer was asked for. */
    FETCHED,
    /** Messages that nobody who announced them has sent in time. */
    UNOBTAINED,
    /** Peers that were told to tell of messages instead of sending them, though they had sent. */
    CHOKED,
    /** Peers that were told that they are chosen to send. */
    UNCHOKED
}
