package dev.understory.admission;

import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.session.Direction;
import org.jspecify.annotations.Nullable;

/** A connection in the {@link AdmissionTable}, which alone changes it. */
public final class ConnectionEntry {
    /** No connection. */
    public static final long NOBODY = -1;

    /** How far a connection has come. */
    public enum Phase {
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
    Phase phase;

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

    /** The connection of another identity whose slot it gets. */
    long waitsFor = NOBODY;
    /** Whether the other end has spoken on it: it does so only on the one that it has admitted. */
    boolean spoken;
    /** Whether the other end has had time to decide and nothing was heard of the connection that is in the way. */
    boolean overdue;

    ConnectionEntry(long id, Direction direction, NetworkAddress address, Phase phase) {
        this.id = id;
        this.direction = direction;
        this.address = address;
        this.phase = phase;
    }

    /** The connection's number in its node. */
    public long id() {
        return id;
    }

    /** Who dialled. */
    public Direction direction() {
        return direction;
    }

    /** How far it has come. */
    public Phase phase() {
        return phase;
    }

    /** Where the other end is; of a dial that has no link yet, what was to be dialled, which may be a name. */
    public NetworkAddress address() {
        return address;
    }

    /** Whether it holds one of the slots of its direction. */
    public boolean hasSlot() {
        return slot;
    }

    /** The peer, once it is known. */
    public @Nullable PublicKey key() {
        return key;
    }

    /** The connection of another identity whose slot it gets, or {@link #NOBODY}. */
    public long waitsFor() {
        return waitsFor;
    }

    /** Whether it waits for a slot that somebody had to leave for it. */
    boolean isHeir() {
        return ordinary && phase == Phase.WAITING && waitsFor != NOBODY;
    }
}
