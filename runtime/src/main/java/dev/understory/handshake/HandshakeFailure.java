package dev.understory.handshake;

/** Why a handshake failed. Nothing of it travels on the wire: the connection is closed without a word. */
public enum HandshakeFailure {
    /** A step or the whole did not end in time. */
    TIMEOUT,
    /** A record does not parse, is too long, is empty, or came when none was due. */
    MALFORMED,
    /** The ephemeral key is of small or mixed order, not canonical, not a point, or gives an all-zero secret. */
    BAD_EPHEMERAL_KEY,
    /** Our own ephemeral key came back. */
    REFLECTED,
    /** The identity key is of no accepted kind, infinite, or not canonical. */
    BAD_IDENTITY_KEY,
    /** One of the two signatures does not verify. */
    BAD_SIGNATURE,
    /** The peer has our own identity. */
    SELF,
    /** The peer's identity is not the one that was dialled. */
    IDENTITY_MISMATCH,
    /** Another network or chain. */
    INCOMPATIBLE,
    /** The signature service had no room for our work, or was closed. */
    OVERLOADED
}
