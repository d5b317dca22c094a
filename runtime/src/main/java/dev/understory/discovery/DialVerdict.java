package dev.understory.discovery;

import dev.understory.admission.DialOutcome;
import dev.understory.session.CloseReason;

/** What a dial of ours says of the address. */
enum DialVerdict {
    /** The expected peer was there. */
    REACHED,
    /** Somebody was, and has closed before anybody was proven: a node that is full does that. */
    BUSY,
    /** Nobody was, or somebody else, or no handshake came of it. */
    FAILED,
    /** We were there ourselves. */
    OURSELVES,
    /** Nothing: it was not dialled, or our own limits ended it. */
    NONE;

    static DialVerdict of(DialOutcome outcome) {
        return switch (outcome) {
            case DialOutcome.Connected connected -> REACHED;
            case DialOutcome.Failed failed when failed.reason() == CloseReason.SELF -> OURSELVES;
            case DialOutcome.Failed failed ->
                switch (failed.cause()) {
                    case REFUSED_HERE -> NONE;
                    case UNREACHABLE -> FAILED;
                    case HANDSHAKE -> ofHandshake(failed.reason());
                };
        };
    }

    private static DialVerdict ofHandshake(CloseReason reason) {
        return switch (reason) {
            case REMOTE_CLOSED, RESET -> BUSY;
            case HANDSHAKE_TIMEOUT,
                    HANDSHAKE_MALFORMED,
                    BAD_EPHEMERAL_KEY,
                    REFLECTED,
                    BAD_IDENTITY_KEY,
                    BAD_SIGNATURE,
                    IDENTITY_MISMATCH,
                    INCOMPATIBLE -> FAILED;
            default -> NONE;
        };
    }

    /** Whether anybody was there. */
    boolean isLive() {
        return this == REACHED || this == BUSY;
    }
}
