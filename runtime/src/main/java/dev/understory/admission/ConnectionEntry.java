package dev.understory.admission;

import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.session.Direction;
import org.jspecify.annotations.Nullable;

/** A connection in the {@link AdmissionTable}, which alone changes it but for its {@link #dial} and {@link #link}. */
final class ConnectionEntry {
    /** How far a connection has come. */
    enum State {
        /** We dial and have no link yet. */
        DIALING,
        /** The link is open and the peer unknown. */
        HANDSHAKING,
        /** The peer is known; another connection has to end before it is admitted. */
        WAITING,
        /** The application may know of it. */
        ADMITTED,
        /** It was admitted and is on its way out; the application may still know of it. */
        CLOSING,
        /** Its handshake made room for another; it is on its way out, and nobody knows of it. */
        DROPPED
    }

    final long id;
    final Direction direction;
    State state;

    /** Where the other end is; of a dial that has no link yet, what was to be dialled, which may be a name. */
    NetworkAddress address;

    /** Whether it comes from where a must-connect or trusted peer lives: its handshake makes room for nobody. */
    boolean expected;
    /** Whether it counts against the limits on ordinary peers. */
    boolean ordinary;
    /** Whether it holds one of the slots of its direction. */
    boolean slot;
    /** Whether its slot is promised to another identity's connection, which waits for its end. */
    boolean slotGiven;
    /** Whether it is counted for its address. */
    boolean charged;

    @Nullable
    PublicKey key;

    /** How it is or was dialled; null if the other end has dialled. */
    @Nullable
    PendingDial dial;
    /** Its link; null as long as we dial. */
    @Nullable
    OpenLink link;

    /** The connection of another identity whose slot it gets. */
    long waitsFor = PeerSet.NOBODY;
    /** Whether the other end has spoken on it: it does so only on the one that it has admitted. */
    boolean spoken;
    /** Whether the other end has had time to decide and nothing was heard of the connection that is in the way. */
    boolean overdue;

    ConnectionEntry(long id, Direction direction, NetworkAddress address, State state) {
        this.id = id;
        this.direction = direction;
        this.address = address;
        this.state = state;
    }

    /** Whether it waits for a slot that somebody had to leave for it. */
    boolean isHeir() {
        return ordinary && state == State.WAITING && waitsFor != PeerSet.NOBODY;
    }
}
