package dev.understory.connection;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.session.ConnectionEvent.DropReason;
import dev.understory.session.ConnectionEvent.MessagesDropped;
import dev.understory.session.FlowControl;
import dev.understory.session.StreamEffect;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The receiving side of one topic of one connection as an actor: it carries out what its {@link FlowControl} wants. The
 * connection makes it for the first messages for which there is no credit, with the whole window lent, and stops it when the
 * topic has been silent for a while.
 */
final class StreamActor extends AbstractMatchingBehavior<StreamActor.Command> {
    /** What a stream hears. */
    sealed interface Command {}

    /** A consumer is done with messages of that cost. */
    record Credit(long bytes) implements Command {}

    /** Messages, at least one, for which the connection has no credit; it gives its balance back, which is 0 or a debt. */
    record Arrived(List<Bytes> messages, long balance) implements Command {}

    /** The consumer has given no credit for the stall time; {@code pause} says in which pause. */
    record Stalled(int pause) implements Command {}

    /** The connection is over: deliver what waits while the drain time lasts, then stop. */
    record Finish() implements Command {}

    /** The drain time is over. */
    record DrainTimeOver() implements Command {}

    static Behavior<Command> create(
            ConnectionEnvironment environment,
            PublicKey peer,
            StreamHandle handle,
            ActorRef<ConnectionActor.Command> connection) {
        return Behaviors.setup(context -> new StreamActor(context, environment, peer, handle, connection));
    }

    private final ConnectionEnvironment environment;
    private final PublicKey peer;
    private final Topic topic;
    private final StreamHandle handle;
    private final ActorRef<ConnectionActor.Command> connection;
    private final FlowControl control;

    private StreamActor(
            ActorContext<Command> context,
            ConnectionEnvironment environment,
            PublicKey peer,
            StreamHandle handle,
            ActorRef<ConnectionActor.Command> connection) {
        super(context);
        this.environment = environment;
        this.peer = peer;
        this.topic = handle.topic();
        this.handle = handle;
        this.connection = connection;
        this.control = new FlowControl(
                environment.settings().window(), environment.settings().queueHighWater());
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        return carryOut(
                switch (command) {
                    case Arrived arrived -> control.arrived(arrived.messages(), arrived.balance());
                    case Credit given -> control.credited(given.bytes());
                    case Stalled stalled -> control.stalled(stalled.pause());
                    case Finish finish -> control.finish();
                    case DrainTimeOver over -> control.drainTimeOver();
                });
    }

    private Behavior<Command> carryOut(List<StreamEffect> effects) {
        ConnectionSettings settings = environment.settings();
        ActorRef<Command> self = getContext().getSelf();
        for (int i = 0; i < effects.size(); i++) {
            switch (effects.get(i)) {
                case StreamEffect.Deliver deliver -> deliver(deliver.messages());
                case StreamEffect.Drop drop -> drop(drop.messages(), drop.reason());
                case StreamEffect.Turn turn ->
                    connection.tell(new ConnectionActor.StreamTurned(topic, self, turn.flow()));
                case StreamEffect.Lend lend ->
                    connection.tell(new ConnectionActor.StreamLent(topic, self, lend.credit(), lend.detours()));
                case StreamEffect.AwaitCredit await -> later(settings.stall(), new Stalled(await.pause()));
                case StreamEffect.AwaitConsumer await -> later(settings.drain(), new DrainTimeOver());
                case StreamEffect.Stop stop -> {
                    return Behaviors.stopped();
                }
            }
        }
        return this;
    }

    private void deliver(List<Bytes> messages) {
        handle.consumer().tell(new Delivery.Batch(peer, topic, messages, handle));
        long bytes = FlowControl.payload(FlowControl.cost(messages), messages);
        environment.events().delivered(topic, messages.size(), bytes);
    }

    private void drop(List<Bytes> messages, DropReason reason) {
        long bytes = FlowControl.payload(FlowControl.cost(messages), messages);
        environment.events().emit(new MessagesDropped(peer, topic, reason, messages.size(), bytes));
    }

    private void later(Duration delay, Command command) {
        getContext().scheduleOnce(delay, getContext().getSelf(), command);
    }
}
