package dev.understory.reputation;

/**
 * What a peer can do wrong, and what each costs it. Only what a peer provably did is here: silence, slowness within
 * wide bounds, early requests and lost connections are nobody's offence. Costs are Canopy's constants where it has one
 * (wire.md, section 5); where somebody else may have been the cause, an offence costs the least there is.
 */
public enum Offence implements ScoreReason {
    /** A frame that does not open: the peer's doing, or that of somebody between. */
    BAD_FRAME(1),
    /** A record longer than the wire allows. */
    RECORD_TOO_LONG(3),
    /** An envelope or packet that does not parse, or is of another type ({@code UnknownMessageSlash}). */
    MALFORMED_PACKET(3),
    /** A packet on a topic that cannot exist ({@code BadStreamSlash}). */
    BAD_TOPIC(3),
    /** More than is borne with on topics that do not exist. */
    UNKNOWN_TOPIC_FLOOD(3),
    /** A message beyond its topic's limit ({@code MaxMessageExceededSlash}). */
    MESSAGE_TOO_LONG(10),
    /** More unfinished messages than one peer may have. */
    MEMORY_EXCEEDED(1),
    /** Much memory held for unfinished messages that did not go on, until others needed it. */
    MEMORY_HOARDED(1),
    /** A frame, record or message that was begun and did not go on, with all that it costs us. */
    INPUT_STALLED(1),
    /** Frames, packets and the like in great number that carry nothing. */
    WORK_WASTED(3),
    /** A heartbeat that is none, by its length, or a flood of them. */
    HEARTBEAT_ABUSE(3),
    /** A message that the application's rules refuse ({@code InvalidMsgRep}). */
    INVALID_MESSAGE(3),
    /** A transaction that does not hold ({@code InvalidTxRep}). */
    INVALID_TRANSACTION(3),
    /** A block that does not hold ({@code InvalidBlockRep}). */
    INVALID_BLOCK(3),
    /** A block that was asked of another peer ({@code UnexpectedBlockRep}). */
    UNEXPECTED_BLOCK(1),
    /** Addresses of peers that nobody had asked for, or more than were asked for. */
    PEERS_NOT_ASKED_FOR(1),
    /** More requests for blocks than one peer may make ({@code BlockReqExceededRep}). */
    BLOCK_REQUESTS_EXCEEDED(3);

    private final int cost;

    Offence(int cost) {
        this.cost = cost;
    }

    /** Points that it takes off a peer's score. */
    public int cost() {
        return cost;
    }

    @Override
    public int points() {
        return -cost;
    }
}
