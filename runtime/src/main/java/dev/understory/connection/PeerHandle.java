package dev.understory.connection;

import dev.understory.limits.Allowance;
import dev.understory.mux.Topic;
import dev.understory.session.ConnectionEvents;
import dev.understory.session.PeerInfo;
import dev.understory.session.SendOutcome;
import dev.understory.wire.Bytes;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * An admitted connection, as consumers hold it: who the peer is, and the way to send to it. Usable from any thread; of no
 * use after {@link Delivery.Lost} of its connection.
 */
public final class PeerHandle {
    private final long connectionId;
    private final PeerInfo peer;
    private final ActorRef<ConnectionActor.Command> connection;
    private final SendGate gate;
    private final Allowance allowance;
    private final ConnectionEvents events;

    public PeerHandle(
            long connectionId,
            PeerInfo peer,
            ActorRef<ConnectionActor.Command> connection,
            SendGate gate,
            Allowance allowance,
            ConnectionEvents events) {
        this.connectionId = connectionId;
        this.peer = peer;
        this.connection = connection;
        this.gate = gate;
        this.allowance = allowance;
        this.events = events;
    }

    /** Unique within the node; a peer that comes back comes with another one. */
    public long connectionId() {
        return connectionId;
    }

    /** Who the peer is. */
    public PeerInfo peer() {
        return peer;
    }

    /** How many nanoseconds the last ping that was answered took, what was queued before it included; -1 if none was yet. */
    public long roundTripNanos() {
        return gate.roundTripNanos();
    }

    /**
     * Offers a message, and asks nobody what became of it; refusals are counted in the node's events.
     *
     * @return false if too much already waits before this connection; the message was then not taken
     */
    public boolean offer(Topic topic, Bytes payload) {
        return offer(new ConnectionActor.Send(topic, payload, 0, null));
    }

    /**
     * Offers a message; {@code replyTo} hears what became of it exactly once, also where the connection has ended. Only a
     * defect that ends it, or the end of the node, may leave a message without an answer: who needs an outcome even then
     * takes {@link Delivery.Lost} as {@link SendOutcome#CLOSED} of all that are open.
     *
     * @return false if too much already waits before this connection; the message was then not taken and no answer comes
     */
    public boolean offer(Topic topic, Bytes payload, long token, ActorRef<? super Delivery.SendCompleted> replyTo) {
        return offer(new ConnectionActor.Send(topic, payload, token, replyTo));
    }

    /** As above with a message that may be shared between the connections of a broadcast. */
    public boolean offer(ConnectionActor.Send send) {
        if (gate.enter(send.payload().size())) {
            connection.tell(send);
            return true;
        }
        if (gate.isClosed()) {
            send.answer(peer.id(), SendOutcome.CLOSED, events);
            return true;
        }
        return false;
    }

    /**
     * Offers messages in their order, which wait for room in the queue of their topic; {@code replyTo} hears once when all
     * are taken or one never will be, as with a single message.
     *
     * @return false if too much already waits before this connection; nothing was then taken and no answer comes
     */
    public boolean offerAll(
            Topic topic, List<Bytes> payloads, long token, ActorRef<? super Delivery.BatchCompleted> replyTo) {
        if (gate.enter(payloads)) {
            connection.tell(new ConnectionActor.SendBatch(topic, payloads, token, replyTo));
            return true;
        }
        if (gate.isClosed()) {
            replyTo.tell(new Delivery.BatchCompleted(token, peer.id(), 0, SendOutcome.CLOSED));
            return true;
        }
        return false;
    }

    public ActorRef<ConnectionActor.Command> connection() {
        return connection;
    }

    /** The connection's own: nobody else may use it. */
    public Allowance allowance() {
        return allowance;
    }

    @Override
    public String toString() {
        return "PeerHandle[" + connectionId + " " + peer + "]";
    }
}
