package dev.understory.admission;

import dev.understory.identity.PublicKey;
import dev.understory.transport.Endpoint;
import org.jspecify.annotations.Nullable;

/** A peer in the {@link PeerRoster}, or an address whose identity is not known yet. */
final class PeerEntry {
    /** Whether an actor tells of the peer and dials it. */
    enum Actor {
        /** There is none: nobody has needed it yet. */
        NONE,
        /** It runs. */
        RUNNING,
        /** It was told to end and has not; if the peer is needed again, that has to wait. */
        RETIRING
    }

    final long id;
    final @Nullable PublicKey key;
    final KeptAddresses addresses = new KeptAddresses();
    /** Where it is dialled beyond all limits; null if it is not must-connect. */
    @Nullable
    Endpoint mustConnect;

    Actor actor = Actor.NONE;
    /** Its admitted connection. */
    long connection = PeerSet.NOBODY;
    /** Whether its actor has heard of that connection. */
    boolean announced;
    /** The dial of it that is under way. */
    long dial = PeerSet.NOBODY;

    PeerEntry(long id, @Nullable PublicKey key) {
        this.id = id;
        this.key = key;
    }

    /** Where it is dialled when there is no connection; null if it is not kept. */
    @Nullable
    Endpoint kept() {
        return mustConnect != null ? mustConnect : addresses.next();
    }

    /** Whether only its own key may answer. */
    boolean strict() {
        return mustConnect != null || addresses.isStrict();
    }

    boolean isConnected() {
        return connection != PeerSet.NOBODY;
    }

    boolean isBeingDialled() {
        return dial != PeerSet.NOBODY;
    }
}
