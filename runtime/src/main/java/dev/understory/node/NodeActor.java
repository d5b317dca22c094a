package dev.understory.node;

import dev.understory.application.Application;
import dev.understory.connection.Delivery;
import dev.understory.connection.DialOutcome;
import dev.understory.connection.ListenOutcome;
import dev.understory.connection.PeerInfo;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.reputation.BanSubject;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.jspecify.annotations.Nullable;

/**
 * A whole node: the behaviour that production runs as the guardian of an actor system, and of which a simulation runs
 * thousands in one.
 */
public final class NodeActor {
    /** What a node can be asked for. */
    public sealed interface Command {}

    /**
     * Dial an address.
     *
     * @param strict whether only the address's key may answer
     * @param keep whether to dial again for ever when it fails or the connection is lost
     * @param replyTo hears what came of the (first) try
     */
    public record Dial(PeerAddress address, boolean strict, boolean keep, @Nullable ActorRef<DialOutcome> replyTo)
            implements Command {}

    /** Replaces the must-connect peers; those in both sets keep their connections. Addresses without key are ignored. */
    public record SetMustConnect(List<PeerAddress> peers) implements Command {}

    /** Closes the connection to a peer; a kept or must-connect peer is dialled again after a back-off. */
    public record Disconnect(PublicKey peer) implements Command {}

    /** Bans, and closes what is open; {@code duration} null means without end. */
    public record Ban(BanSubject subject, @Nullable Duration duration) implements Command {}

    /** Lifts a ban. */
    public record Unban(BanSubject subject) implements Command {}

    /** Asks for the peers admitted now, oldest first. */
    public record GetPeers(ActorRef<Peers> replyTo) implements Command {}

    /** The answer to {@link GetPeers}. */
    public record Peers(List<PeerInfo> peers) {}

    /**
     * Sends to one peer; {@code replyTo} hears the outcome once. A facade that sends much subscribes instead, and sends
     * through the {@link dev.understory.connection.PeerHandle}s that it hears of.
     */
    public record Send(
            PublicKey peer,
            Topic topic,
            Bytes payload,
            long token,
            @Nullable ActorRef<Delivery.SendCompleted> replyTo)
            implements Command {}

    /** Sends to every admitted peer but those. */
    public record Broadcast(Topic topic, Bytes payload, Collection<PublicKey> except) implements Command {}

    /**
     * From now on {@code consumer} hears of all peers, those admitted now first, and gets the messages of {@code topics}
     * (none is allowed). It takes a topic over from whoever had it, and is forgotten when it stops.
     */
    public record Subscribe(Collection<Topic> topics, ActorRef<Delivery> consumer) implements Command {}

    /** Asks what came of listening; answered once the first try has ended. */
    public record WhenListening(ActorRef<ListenOutcome> replyTo) implements Command {}

    /** Stops: no new connections, what is queued is written up to {@code deadline}, then everything is closed. */
    public record Stop(Duration deadline, @Nullable ActorRef<Done> replyTo) implements Command {}

    private NodeActor() {}

    /** A node that runs an application. */
    public static Behavior<Command> create(
            NodeEnvironment environment, NodeSettings settings, @Nullable Application application) {
        throw new UnsupportedOperationException();
    }
}
