package dev.understory.connection;

import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** One connection: owns the link and the session. */
public final class ConnectionActor {
    /** What a connection hears. */
    public sealed interface Command {}

    /** Send a message; if {@code replyTo} is there it hears the outcome with the token. May be shared by connections. */
    public record Send(
            Topic topic, Bytes payload, long token, @Nullable ActorRef<? super Delivery.SendCompleted> replyTo)
            implements Command {}

    private ConnectionActor() {}
}
