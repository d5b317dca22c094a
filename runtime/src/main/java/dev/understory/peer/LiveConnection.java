package dev.understory.peer;

import dev.understory.admission.AdmissionTable;
import dev.understory.connection.ConnectionActor;
import dev.understory.connection.PeerHandle;
import dev.understory.connection.SendGate;
import dev.understory.session.CloseReason;
import dev.understory.session.Direction;
import dev.understory.transport.Endpoint;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What the peer set knows of a connection whose actor is running, beside its place in the {@link AdmissionTable}. */
final class LiveConnection {
    final long id;
    final Direction direction;
    final Endpoint remote;
    final Endpoint local;
    final ActorRef<ConnectionActor.Command> actor;
    final SendGate gate;
    final long openedAt;
    final @Nullable PendingDial dial;
    /** Why it was refused after authentication, or null. */
    @Nullable
    CloseReason refused;
    /** What the consumers hold of it once it is admitted. */
    @Nullable
    PeerHandle handle;

    /** Whether its actor was told to close: whatever it still says, it is not admitted any more. */
    boolean toldToClose;

    long handshakeNanos;
    /** Whether it leads to ourselves, as its other end has told. */
    boolean ourselves;

    LiveConnection(
            long id,
            Direction direction,
            Endpoint remote,
            Endpoint local,
            ActorRef<ConnectionActor.Command> actor,
            SendGate gate,
            long openedAt,
            @Nullable PendingDial dial) {
        this.id = id;
        this.direction = direction;
        this.remote = remote;
        this.local = local;
        this.actor = actor;
        this.gate = gate;
        this.openedAt = openedAt;
        this.dial = dial;
    }

    /** Tells its actor to close; what is queued may still be written for {@code grace}. */
    void tellToClose(CloseReason reason, Duration grace) {
        toldToClose = true;
        actor.tell(new ConnectionActor.Close(reason, grace));
    }

    /** A link from our own identity was accepted: the one that we opened from {@code other} leads to ourselves. */
    void unmask(Endpoint other) {
        ourselves |= direction == Direction.OUTBOUND && local.equals(other);
    }
}
