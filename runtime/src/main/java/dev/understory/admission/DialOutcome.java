package dev.understory.admission;

import dev.understory.identity.PublicKey;
import dev.understory.session.CloseReason;

/** What came of a dial that somebody asked for. A dial that is kept up answers for its first try. */
public sealed interface DialOutcome {
    /** There is an admitted connection to that peer: the dialled one, or one that was there already. A probe has none: its peer was there. */
    record Connected(PublicKey peer) implements DialOutcome {}

    /** No connection came of it; {@code detail} is one line a person can act on. */
    record Failed(Cause cause, CloseReason reason, String detail) implements DialOutcome {}

    /** How far it got. */
    enum Cause {
        /** It was not even tried: a limit, a ban, or the node is stopping. */
        REFUSED_HERE,
        /** No link could be opened. */
        UNREACHABLE,
        /** The link opened, and the connection ended before the peer was admitted. */
        HANDSHAKE
    }
}
