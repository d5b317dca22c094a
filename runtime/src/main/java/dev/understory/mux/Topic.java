package dev.understory.mux;

import org.jspecify.annotations.Nullable;

/**
 * The topics (wire.md, section 3.3), in the order of their ids on the wire. {@link #priority()} orders what is sent
 * first.
 */
public enum Topic {
    /** BFT messages. */
    CONSENSUS(0, 1),
    /** Blocks: gossip, and answers to requests. */
    BLOCK(1, 2),
    /** Requests for blocks, and polls of the height. */
    BLOCK_REQUEST(2, 3),
    /** Batches of transactions. */
    TX(3, 4),
    /** Answers of the peer exchange. */
    PEERS_RESPONSE(4, 5),
    /** Questions of the peer exchange. */
    PEERS_REQUEST(5, 6),
    /** Liveness; never reaches an application. */
    HEARTBEAT(6, 0);

    /** Ids from here to {@link #LAST_IGNORED} are unknown topics that a peer may use and we discard unbuffered. */
    public static final int FIRST_IGNORED = 7;

    /** The largest id that is not a violation. */
    public static final int LAST_IGNORED = 98;

    private static final Topic[] BY_ID = values();

    private final int id;
    private final int priority;

    Topic(int id, int priority) {
        this.id = id;
        this.priority = priority;
    }

    /** The id on the wire. */
    public int id() {
        return id;
    }

    /** 0 goes first. */
    public int priority() {
        return priority;
    }

    /** The topic with that id, or null for an id that no topic has. */
    public static @Nullable Topic ofId(int id) {
        return id >= 0 && id < BY_ID.length ? BY_ID[id] : null;
    }
}
