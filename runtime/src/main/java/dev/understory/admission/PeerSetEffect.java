package dev.understory.admission;

import dev.understory.identity.PublicKey;
import dev.understory.limits.Allowance;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import dev.understory.transport.Endpoint;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link PeerSet} wants done. Its parts put it into one list that they share, and it is done in the order of that list;
 * connections, peers and requests are named by their numbers.
 */
public sealed interface PeerSetEffect {
    /** Tell the operator. */
    record Emit(ConnectionEvent event) implements PeerSetEffect {}

    /** The link that has arrived, or that a dial has given, leads nowhere: end it. */
    record RefuseLink() implements PeerSetEffect {}

    /** The link that has arrived, or that a dial has given, begins its handshake as that connection; only {@code expected} may answer, if it is not null. */
    record Open(long id, Direction direction, @Nullable PublicKey expected) implements PeerSetEffect {}

    /** End that connection; what is queued may still be written for {@code grace}. */
    record Close(long id, CloseReason reason, Duration grace) implements PeerSetEffect {}

    /** That connection has to show that it lives: {@link Verdict.Challenge}. */
    record Challenge(long id, long newcomer, boolean patient) implements PeerSetEffect {}

    /** Whether the peer of that connection counts against the limits has changed. */
    record Reclassify(long id, boolean ordinary) implements PeerSetEffect {}

    /** That connection is admitted, as that peer's; it may use up the allowance. */
    record Admit(long id, PeerInfo peer, Allowance allowance) implements PeerSetEffect {}

    /** Look up a host name for that dial, or for {@link PeerSet#NOBODY}; the answer goes to {@link PeerSet#lookedUp}. */
    record LookUp(long dial, String host) implements PeerSetEffect {}

    /** Open a link to one of the addresses, at least one, of {@code remote}; the answer is {@link PeerSet#dialed} or {@link PeerSet#dialFailed}. */
    record Dial(long id, Endpoint remote, List<Endpoint> addresses) implements PeerSetEffect {}

    /** Dial no more: what waits for its turn fails. */
    record QuitDialing() implements PeerSetEffect {}

    /** Tell whoever has asked for a dial what came of it; it happens once for each request. */
    record Answer(long request, DialOutcome outcome) implements PeerSetEffect {}

    /** Call {@link PeerSet#namesDue} after that time, and not at an earlier one that was asked for. */
    record WakeNames(Duration after) implements PeerSetEffect {}

    /**
     * Start the actor of a peer.
     *
     * @param key the peer's identity; null if only an address of it is known
     * @param connection the connection that a predecessor which failed has told of, or {@link PeerSet#NOBODY}
     */
    record StartPeer(long peer, @Nullable PublicKey key, long connection) implements PeerSetEffect {}

    /** Something for the actor of a peer. */
    sealed interface ForPeer extends PeerSetEffect {
        /** The number of the peer. */
        long peer();
    }

    /** Keep a connection to it; the first dial waits for {@code delay}. */
    record Keep(long peer, Endpoint endpoint, Duration delay) implements ForPeer {}

    /** Dial it no more of one's own accord. */
    record Forget(long peer) implements ForPeer {}

    /** A dial of it has ended without an admitted connection. */
    record DialOver(long peer, String detail) implements ForPeer {}

    /** It is connected by that connection. */
    record Adopt(long peer, long connection) implements ForPeer {}

    /** The connection that it had adopted has ended. */
    record Lost(long peer, CloseReason reason) implements ForPeer {}

    /** Nobody needs it any more: end the actor, and say when it has ended ({@link PeerSet#peerStopped}). */
    record Retire(long peer) implements ForPeer {}
}
