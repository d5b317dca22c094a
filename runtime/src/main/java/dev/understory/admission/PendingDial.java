package dev.understory.admission;

import dev.understory.identity.PublicKey;
import dev.understory.transport.Endpoint;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A dial, from the request to the admission of its peer or to its failure. Belongs to {@link Dials}. */
final class PendingDial {
    final long id;
    final Endpoint remote;
    /** The only identity that may answer, or null. */
    final @Nullable PublicKey expected;
    /** Whose dial it is, or null for an address that nobody keeps and for a probe. */
    @Nullable
    PeerEntry peer;
    /** Whether it ends as soon as its peer is proven, unless that one is kept: nobody wants a connection. */
    boolean probe;
    /** Whether it has a place in the table and is not over. */
    boolean underWay;
    /** Whether its host name is being looked up. */
    boolean lookingUp;
    /** The address that has answered. */
    @Nullable
    Endpoint address;
    /** The requests that are to be answered. */
    final Queue<Long> asking = new ArrayDeque<>(1);

    PendingDial(long id, Endpoint remote, @Nullable PublicKey expected, @Nullable PeerEntry peer) {
        this.id = id;
        this.remote = remote;
        this.expected = expected;
        this.peer = peer;
    }

    /** It is no probe from now on, but the dial of that peer, or of an address that nobody keeps. */
    void belongTo(@Nullable PeerEntry owner) {
        probe = false;
        peer = owner;
        if (owner != null) {
            owner.dial = id;
        }
    }
}
