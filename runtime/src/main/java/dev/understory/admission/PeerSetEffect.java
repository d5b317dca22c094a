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

    /**
     * The link that has arrived, or that a dial has given, begins its handshake as that connection, before those of strangers or
     * among them; only {@code expected} may answer, if it is not null.
     */
    record Open(long id, Direction direction, @Nullable PublicKey expected, boolean goesFirst)
            implements PeerSetEffect {}

    /** End that connection; what is queued may still be written for {@code grace}. */
    record Close(long id, CloseReason reason, Duration grace) implements PeerSetEffect {}

    /** That connection has to show that it lives: {@link Verdict.Challenge}. */
    record Challenge(long id, long newcomer, boolean patient) implements PeerSetEffect {}

    /** Whether the peer of that connection counts against the limits has changed. */
    record Reclassify(long id, boolean ordinary) implements PeerSetEffect {}

    /** The {@link Dial} of that number has this rank from now on, which is no lower, if it waits for its turn still. */
    record RaiseDial(long id, int rank) implements PeerSetEffect {}

    /** That connection is admitted, as that peer's; it may use up the allowance. Consumers hear of it, and then it does. */
    record Admit(long id, PeerInfo peer, Allowance allowance) implements PeerSetEffect {}

    /** An admitted connection has ended: consumers hear of it. */
    record Lost(long id, PublicKey peer, CloseReason reason) implements PeerSetEffect {}

    /** Look up a host name for that dial, or for {@link PeerSet#NOBODY}; the answer goes to {@link PeerSet#lookedUp}. */
    record LookUp(long dial, String host) implements PeerSetEffect {}

    /**
     * Open a link to one of the addresses, at least one, of {@code remote}; the answer is {@link PeerSet#dialed} or {@link
     * PeerSet#dialFailed}.
     */
    record Dial(long id, Endpoint remote, List<Endpoint> addresses, int rank) implements PeerSetEffect {
        /** The rank of a must-connect peer. Others have what they have earned: of those that wait the highest is dialled first. */
        public static final int URGENT = Integer.MAX_VALUE;

        /** For somebody who has earned nothing. */
        Dial(long id, Endpoint remote, List<Endpoint> addresses) {
            this(id, remote, addresses, 0);
        }
    }

    /** Dial no more: what waits for its turn fails. */
    record QuitDialing() implements PeerSetEffect {}

    /** Tell whoever has asked for a dial what came of it; it happens once for each request. */
    record Answer(long request, DialOutcome outcome) implements PeerSetEffect {}

    /** Call {@link PeerSet#namesDue} after that time, and not at an earlier one that was asked for. */
    record WakeNames(Duration after) implements PeerSetEffect {}

    /** Call {@link PeerSet#dialDue} for that peer after that time, and not at an earlier one that was asked for. */
    record WakeDial(long peer, Duration after) implements PeerSetEffect {}

    /** Do not call {@link PeerSet#dialDue} for that peer: what was asked for is void. */
    record CancelWake(long peer) implements PeerSetEffect {}
}
