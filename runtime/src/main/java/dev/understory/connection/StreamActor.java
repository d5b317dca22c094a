package dev.understory.connection;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.session.ConnectionEvent.DropReason;
import dev.understory.session.ConnectionEvent.MessagesDropped;
import dev.understory.session.StreamFlow;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of one topic of one connection. Whatever credit the consumer gives, it lends to the connection, which
 * passes batches straight to the consumer while that lasts; so as long as the consumer keeps up, no message needs a turn of
 * this actor. Batches that find no credit come here and are queued; the stream has the connection pause, or drops what the
 * queue cannot hold. States and transitions are those of {@link StreamFlow}; {@link #become} is the only way from one to
 * another. The connection makes it on the topic's first message, with a whole window lent, and stops it when the topic has
 * been silent for a while.
 */
public final class StreamActor extends AbstractMatchingBehavior<StreamActor.Command> {
    /** What a message counts for beside its payload. */
    static final int OVERHEAD = 64;

    /** What a stream hears. */
    public sealed interface Command {}

    /** A consumer is done with messages of that cost. */
    public record Credit(long bytes) implements Command {}

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
            Topic topic,
            ActorRef<Delivery> consumer,
            ActorRef<ConnectionActor.Command> connection) {
        return Behaviors.setup(context -> new StreamActor(context, environment, peer, topic, consumer, connection));
    }

    /** What messages count for in the window: their payloads and a constant each for the object around it. */
    public static long cost(List<Bytes> messages) {
        long cost = 0;
        for (int i = 0; i < messages.size(); i++) {
            cost += messages.get(i).size() + OVERHEAD;
        }
        return cost;
    }

    /** The bytes of payload in messages of that cost. */
    static long payload(long cost, List<Bytes> messages) {
        return cost - (long) OVERHEAD * messages.size();
    }

    private final ConnectionEnvironment environment;
    private final PublicKey peer;
    private final Topic topic;
    private final ActorRef<Delivery> consumer;
    private final ActorRef<ConnectionActor.Command> connection;
    private @Nullable ArrayDeque<List<Bytes>> queue;
    /** What the consumer has given and nobody has used; nothing while the connection has it. */
    private long credit;

    private int detours;
    private long queued;
    private StreamFlow flow = StreamFlow.FLOWING;
    private int pauses;
    private boolean creditSincePause;
    private boolean finishing;

    private StreamActor(
            ActorContext<Command> context,
            ConnectionEnvironment environment,
            PublicKey peer,
            Topic topic,
            ActorRef<Delivery> consumer,
            ActorRef<ConnectionActor.Command> connection) {
        super(context);
        this.environment = environment;
        this.peer = peer;
        this.topic = topic;
        this.consumer = consumer;
        this.connection = connection;
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        return switch (command) {
            case Arrived arrived -> onArrived(arrived);
            case Credit given -> onCredit(given.bytes());
            case Stalled stalled -> onStalled(stalled.pause());
            case Finish finish -> onFinish();
            case DrainTimeOver over -> onDrainTimeOver();
        };
    }

    private Behavior<Command> onArrived(Arrived arrived) {
        detours++;
        credit += arrived.balance();
        if (flow == StreamFlow.OVERFLOWING) {
            drop(arrived.messages(), DropReason.CONSUMER_STALLED);
            return this;
        }
        if (flow == StreamFlow.FLOWING) {
            become(StreamFlow.QUEUEING);
        }
        enqueue(arrived.messages());
        if (queued > environment.settings().queueHighWater()) {
            pause();
        }
        return this;
    }

    private Behavior<Command> onCredit(long bytes) {
        credit += Math.max(bytes, 0);
        if (flow != StreamFlow.FLOWING) {
            // While it flows the connection has the balance, which may be a debt, and sees to this.
            credit = Math.min(credit, environment.settings().window());
        }
        creditSincePause = true;
        while (credit > 0 && queue != null && !queue.isEmpty()) {
            List<Bytes> next = queue.removeFirst();
            queued -= cost(next);
            deliver(next);
        }
        if (queue == null || queue.isEmpty()) {
            queue = null;
            if (finishing) {
                return Behaviors.stopped();
            }
            become(credit > 0 ? StreamFlow.FLOWING : StreamFlow.QUEUEING);
            lend();
        } else if (queued <= environment.settings().queueHighWater() / 2) {
            become(StreamFlow.QUEUEING);
        }
        return this;
    }

    /**
     * The connection must read again, or it dies with the pings it does not answer. A consumer that is slow but alive gets
     * another read of it; for one that is frozen, or whose queue has grown to twice its mark that way, messages drop.
     */
    private Behavior<Command> onStalled(int pause) {
        if (flow == StreamFlow.PAUSING && pause == pauses) {
            boolean full = queued > 2 * environment.settings().queueHighWater();
            become(creditSincePause && !full ? StreamFlow.QUEUEING : StreamFlow.OVERFLOWING);
        }
        return this;
    }

    private Behavior<Command> onFinish() {
        if (queue == null) {
            return Behaviors.stopped();
        }
        finishing = true;
        later(environment.settings().drain(), new DrainTimeOver());
        return this;
    }

    private Behavior<Command> onDrainTimeOver() {
        if (queue != null) {
            queue.forEach(messages -> drop(messages, DropReason.CONNECTION_ENDED));
        }
        return Behaviors.stopped();
    }

    private void lend() {
        if (credit > 0) {
            connection.tell(new ConnectionActor.StreamLent(topic, getContext().getSelf(), credit, detours));
            credit = 0;
        }
    }

    private void deliver(List<Bytes> messages) {
        long cost = cost(messages);
        credit -= cost;
        consumer.tell(new Delivery.Batch(peer, topic, messages, getContext().getSelf()));
        environment.events().delivered(topic, messages.size(), payload(cost, messages));
    }

    private void enqueue(List<Bytes> messages) {
        if (queue == null) {
            queue = new ArrayDeque<>(4);
        }
        queue.addLast(messages);
        queued += cost(messages);
    }

    private void drop(List<Bytes> messages, DropReason reason) {
        long bytes = payload(cost(messages), messages);
        environment.events().emit(new MessagesDropped(peer, topic, reason, messages.size(), bytes));
    }

    private void pause() {
        if (flow != StreamFlow.PAUSING) {
            pauses++;
            creditSincePause = false;
            become(StreamFlow.PAUSING);
            later(environment.settings().stall(), new Stalled(pauses));
        }
    }

    private void become(StreamFlow next) {
        if (flow != next) {
            flow = next;
            connection.tell(new ConnectionActor.StreamTurned(topic, next));
        }
    }

    private void later(Duration delay, Command command) {
        getContext().scheduleOnce(delay, getContext().getSelf(), command);
    }
}
