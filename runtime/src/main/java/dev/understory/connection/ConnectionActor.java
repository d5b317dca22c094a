package dev.understory.connection;

import dev.understory.admission.Challenges;
import dev.understory.crypto.SignatureService;
import dev.understory.identity.PublicKey;
import dev.understory.limits.Allowance;
import dev.understory.mux.Topic;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvents;
import dev.understory.session.PeerInfo;
import dev.understory.session.SendOutcome;
import dev.understory.session.Session;
import dev.understory.session.StreamFlow;
import dev.understory.transport.LinkEvent;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * One connection: owns the link and the {@link Session}, carries bytes and time to the session and what comes of it to the
 * link, the streams and the peer set. Lives on the link's dispatcher.
 *
 * <pre>
 * {@link Handshaking} -> {@link Established}  the peer set admits the authenticated peer
 * {@link Handshaking} -> {@link Draining}     the handshake fails, or the peer is refused
 * {@link Established} -> {@link Draining}     the link or the session ends, or somebody closes the connection
 * {@link Draining}    -> stopped          link and streams have ended; {@link ConnectionReport.Ended} is its last word
 * any             -> stopped          by a defect; {@link ConnectionReport.Failed} is its last word
 * </pre>
 */
public final class ConnectionActor {
    /** What a connection hears. */
    public sealed interface Command {}

    /** Send a message; if {@code replyTo} is there it hears the outcome with the token. May be shared by connections. */
    public record Send(
            Topic topic,
            Bytes payload,
            long token,
            @Nullable ActorRef<? super Delivery.SendCompleted> replyTo) implements Command {
        /** Says what became of it: to who asked, or else, if it was refused, as an event. */
        public void answer(PublicKey to, SendOutcome outcome, ConnectionEvents events) {
            if (replyTo != null) {
                replyTo.tell(new Delivery.SendCompleted(token, to, outcome));
            } else if (outcome != SendOutcome.ACCEPTED) {
                events.emit(new ConnectionEvent.SendRefused(to, topic, outcome, payload.size()));
            }
        }
    }

    /**
     * Send messages in their order; where the queue of their topic is full, they wait for room. {@code replyTo} hears
     * when the last of them was taken, or that one never will be.
     */
    public record SendBatch(
            Topic topic, List<Bytes> payloads, long token, ActorRef<? super Delivery.BatchCompleted> replyTo)
            implements Command {}

    /** Something happened to the link. */
    record FromLink(LinkEvent event) implements Command {}

    /** Signature work is done. */
    record SignatureDone(SignatureService.Result result) implements Command {}

    /** Messages without data. */
    enum Signal implements Command {
        /** Write what waits: told to itself, so that everything already in the mailbox shares frames. */
        FLUSH,
        /** The session's next deadline, or one of our own, may have come. */
        TICK,
        /** Memory has to be given back to the node. */
        RECLAIM
    }

    /** The peer is admitted, and the consumers have heard of it; {@code allowance} is the connection's until it ends. */
    public record Admit(PeerInfo peer, Consumers consumers, Allowance allowance) implements Command {}

    /** The peer has become ordinary, or ceased to be. */
    public record Reclassified(boolean ordinary) implements Command {}

    /**
     * A newcomer of the same identity asks whether this connection lives. {@link ConnectionReport.Stood} answers, unless the
     * connection ends; {@link Challenges} says when.
     */
    public record Challenge(long newcomer, boolean patient) implements Command {}

    /** The consumers have changed. */
    public record UseConsumers(Consumers consumers) implements Command {}

    /** Says how the connection stands, whatever its phase. */
    public record Inspect(ActorRef<ConnectionState> replyTo) implements Command {}

    /** End for that reason; what is queued may still be written for {@code grace}. */
    public record Close(CloseReason reason, Duration grace) implements Command {}

    /** A stream's flow has changed. */
    record StreamTurned(Topic topic, ActorRef<StreamActor.Command> stream, StreamFlow flow) implements Command {}

    /** {@code stream} lends credit; it has received messages from this connection {@code detours} times so far. */
    record StreamLent(Topic topic, ActorRef<StreamActor.Command> stream, long credit, int detours) implements Command {}

    /** A consumer is done with messages of that cost, and knew of no actor of the stream. */
    record CreditGiven(StreamHandle stream, long bytes) implements Command {}

    /** A stream has stopped; {@code generation} tells it from its successors. */
    record StreamStopped(Topic topic, int generation) implements Command {}

    private ConnectionActor() {}

    /** A connection over {@code birth}'s link, from the handshake on. */
    public static Behavior<Command> create(ConnectionEnvironment environment, ConnectionBirth birth) {
        return Behaviors.setup(context -> {
            try {
                return Handshaking.begin(new ConnectionCore(context, environment, birth));
            } catch (RuntimeException | AssertionError defect) {
                // There is no phase yet that would be told of the end.
                birth.ephemeralSeed().wipe();
                environment.admission().tell(new ConnectionReport.Failed(birth.id()));
                birth.link().abort();
                throw defect;
            }
        });
    }
}
