package dev.understory.admission;

import dev.understory.session.CloseReason;
import dev.understory.session.PeerInfo;
import dev.understory.transport.Endpoint;
import dev.understory.wire.Capabilities;
import org.jspecify.annotations.Nullable;

/** What is known of a connection whose link is open, beside its place in the {@link AdmissionTable}. */
final class OpenLink {
    final Endpoint remote;
    final Endpoint local;
    final long openedAt;
    /** Why it was refused, or its handshake given up for another; null if neither. */
    @Nullable
    CloseReason refused;
    /** The peer as consumers know it, once it is admitted. */
    @Nullable
    PeerInfo peer;
    /** Whether it was told to close: whatever is still heard of it, it is not admitted any more. */
    boolean toldToClose;

    /** From the open link to the proven peer. */
    long handshakeNanos;
    /** From the open link to the last record that every peer has to send. */
    long answerNanos;
    /** What is used with the peer, once it is proven. */
    Capabilities capabilities = Capabilities.NONE;
    /** When the peer last did work that was of use, while it was connected here; null if it never has. */
    @Nullable
    Long workedAt;
    /** Whether it leads to ourselves, as its other end has told. */
    boolean ourselves;

    OpenLink(Endpoint remote, Endpoint local, long openedAt) {
        this.remote = remote;
        this.local = local;
        this.openedAt = openedAt;
    }
}
