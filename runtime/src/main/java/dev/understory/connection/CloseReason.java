package dev.understory.connection;

/** Why a connection ended or was refused: one counter each. Nothing of this travels on the wire. */
public enum CloseReason {
    /** The remote side ended the stream. */
    REMOTE_CLOSED,
    /** The stream was reset. */
    RESET,
    /** This node is stopping, or its owner closed the connection. */
    LOCAL,
    /** The handshake did not end within a step's or the total deadline. */
    HANDSHAKE_TIMEOUT,
    /** A handshake record was malformed or too long. */
    HANDSHAKE_MALFORMED,
    /** The ephemeral key is of small or mixed order, not canonical, or not a point. */
    BAD_EPHEMERAL_KEY,
    /** Our own ephemeral key came back. */
    REFLECTED,
    /** The identity key is of no accepted kind, infinite, or not canonical. */
    BAD_IDENTITY_KEY,
    /** A signature does not verify. */
    BAD_SIGNATURE,
    /** The peer has our own identity. */
    SELF,
    /** The peer's identity is not the one that was dialled. */
    IDENTITY_MISMATCH,
    /** Another network or chain. */
    INCOMPATIBLE,
    /** The crypto pool's queue is full. */
    OVERLOADED,
    /** No slot is free for the connection, before or after authentication. */
    NO_SLOT,
    /** Too many connections from one address or subnet. */
    ADDRESS_LIMIT,
    /** The identity or address is banned. */
    BANNED,
    /** The other connection to the same peer was kept. */
    DUPLICATE,
    /** A newer connection of the same peer took this one's place. */
    REPLACED,
    /** A frame does not open, or claims a length above 1024. */
    BAD_FRAME,
    /** A record is longer than the wire allows. */
    RECORD_TOO_LONG,
    /** An envelope or packet does not parse, or is of another type. */
    MALFORMED_PACKET,
    /** A topic id that is a violation: 99 and above, or negative. */
    BAD_TOPIC,
    /** Too much was sent on unknown topics. */
    IGNORED_TOPIC_LIMIT,
    /** A message exceeds its topic's limit. */
    MESSAGE_TOO_LONG,
    /** Unfinished messages exceed the peer's budget. */
    MEMORY_BUDGET,
    /** A heartbeat longer than 64 bytes, or a flood of them. */
    HEARTBEAT_ABUSE,
    /** Nothing was heard for longer than the liveness timeout. */
    LIVENESS_TIMEOUT,
    /** What we wrote was not taken for too long. */
    WRITE_STALLED,
    /** The frame counter is used up. */
    NONCE_EXHAUSTED,
    /** A defect of ours ended this connection, and only this one. */
    INTERNAL
}
