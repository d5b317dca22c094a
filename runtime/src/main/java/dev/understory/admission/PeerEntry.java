package dev.understory.admission;

import dev.understory.identity.PublicKey;
import dev.understory.transport.Endpoint;
import org.jspecify.annotations.Nullable;

/** A peer in the {@link PeerRoster}, or an address whose identity is not known yet. */
final class PeerEntry {
    final long id;
    final @Nullable PublicKey key;
    final KeptAddresses addresses = new KeptAddresses();
    /** Where it is dialled beyond all limits; null if it is not must-connect. */
    @Nullable
    Endpoint mustConnect;

    /** When it is dialled; null until it is first kept. */
    @Nullable
    RedialPolicy redial;
    /** Its admitted connection, of which consumers have heard. */
    long connection = PeerSet.NOBODY;
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

    /** Whether it is kept and not connected. */
    boolean isMissed() {
        return kept() != null && !isConnected();
    }

    boolean isBeingDialled() {
        return dial != PeerSet.NOBODY;
    }
}
