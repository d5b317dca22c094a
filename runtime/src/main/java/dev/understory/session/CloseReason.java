package dev.understory.session;

import dev.understory.reputation.Offence;
import org.jspecify.annotations.Nullable;

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
    /** Too many connections from one address, or from a group of addresses around it. */
    ADDRESS_LIMIT,
    /** Too many handshakes begin in a second, from a group of addresses or in all. */
    HANDSHAKE_RATE,
    /** The process has no descriptor left for one more link. */
    NO_DESCRIPTORS,
    /** Its handshake made room for one of an address from which fewer come. */
    CROWDED_OUT,
    /** The identity or address is banned. */
    BANNED,
    /** Offences of the identity, or of others from its subnet, have used up what is tolerated. */
    DISCOURAGED,
    /** The other connection to the same peer was kept. */
    DUPLICATE,
    /** A newer connection of the same peer took this one's place. */
    REPLACED,
    /** A frame does not open, or claims a length that none has. */
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
    /**
     * Unfinished messages held borrowed memory and grew too slowly for it: more slowly than they have to at any time, or most
     * slowly of all when others needed it.
     */
    MEMORY_RECLAIMED,
    /** As {@link #MEMORY_RECLAIMED}, and its messages did not grow at all. */
    MEMORY_HOARDED,
    /** A frame, record or message that was begun did not go on. */
    INPUT_STALLED,
    /** Work on what the peer sent came to nothing, for too long: frames without data, packets without payload. */
    WORK_WASTED,
    /** A heartbeat longer than 64 bytes, or a flood of them. */
    HEARTBEAT_ABUSE,
    /** Nothing was heard for longer than the liveness timeout. */
    LIVENESS_TIMEOUT,
    /** What we wrote was not taken for too long. */
    WRITE_STALLED,
    /** The frame counter is used up. */
    NONCE_EXHAUSTED,
    /** A defect of ours ended this connection, and only this one. */
    INTERNAL;

    /**
     * Whether a handshake that ends so has failed at the proof of an identity, by the doing of whoever agreed on keys with us:
     * what shows it has come in sealed frames that opened, so that nobody between has garbled it.
     */
    public boolean isFailedAuthentication() {
        return this == BAD_SIGNATURE || this == BAD_IDENTITY_KEY;
    }

    /**
     * The offence of a peer whose admitted connection ends for this reason; null if it did nothing wrong that we know
     * of.
     */
    @Nullable
    public Offence offence() {
        return switch (this) {
            case BAD_FRAME -> Offence.BAD_FRAME;
            case RECORD_TOO_LONG -> Offence.RECORD_TOO_LONG;
            case MALFORMED_PACKET -> Offence.MALFORMED_PACKET;
            case BAD_TOPIC -> Offence.BAD_TOPIC;
            case IGNORED_TOPIC_LIMIT -> Offence.UNKNOWN_TOPIC_FLOOD;
            case MESSAGE_TOO_LONG -> Offence.MESSAGE_TOO_LONG;
            case MEMORY_BUDGET -> Offence.MEMORY_EXCEEDED;
            case MEMORY_HOARDED -> Offence.MEMORY_HOARDED;
            case INPUT_STALLED -> Offence.INPUT_STALLED;
            case WORK_WASTED -> Offence.WORK_WASTED;
            case HEARTBEAT_ABUSE -> Offence.HEARTBEAT_ABUSE;
            case REMOTE_CLOSED, RESET, LOCAL, LIVENESS_TIMEOUT, WRITE_STALLED, NONCE_EXHAUSTED, INTERNAL -> null;
            case MEMORY_RECLAIMED -> null;
            case HANDSHAKE_TIMEOUT, HANDSHAKE_MALFORMED, BAD_EPHEMERAL_KEY, REFLECTED, BAD_IDENTITY_KEY -> null;
            case BAD_SIGNATURE, SELF, IDENTITY_MISMATCH, INCOMPATIBLE, OVERLOADED -> null;
            case NO_SLOT,
                    ADDRESS_LIMIT,
                    HANDSHAKE_RATE,
                    NO_DESCRIPTORS,
                    CROWDED_OUT,
                    BANNED,
                    DISCOURAGED,
                    DUPLICATE,
                    REPLACED -> null;
        };
    }
}
