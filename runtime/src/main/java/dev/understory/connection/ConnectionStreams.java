package dev.understory.connection;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.session.ConnectionEvent.DropReason;
import dev.understory.session.ConnectionEvent.MessagesDropped;
import dev.understory.session.ConnectionEvent.StreamChanged;
import dev.understory.session.CreditLease;
import dev.understory.session.FlowControl;
import dev.understory.session.StreamFlow;
import dev.understory.wire.Bytes;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one connection: made on a topic's first message, told to go when their topic is silent. Knows which of
 * them want the connection to pause. Each lends the connection the credit of its consumer; the {@link CreditLease} says
 * what goes straight to the consumer and what to the stream.
 */
final class ConnectionStreams {
    /** One topic in use. */
    private static final class Slot {
        final ActorRef<StreamActor.Command> actor;
        final ActorRef<Delivery> consumer;
        final int generation;
        final CreditLease lease;
        StreamFlow flow = StreamFlow.FLOWING;

        Slot(ActorRef<StreamActor.Command> actor, ActorRef<Delivery> consumer, int generation, CreditLease lease) {
            this.actor = actor;
            this.consumer = consumer;
            this.generation = generation;
            this.lease = lease;
        }
    }

    private static final int TOPICS = Topic.values().length;

    private final ActorContext<ConnectionActor.Command> context;
    private final ConnectionEnvironment environment;
    private @Nullable PublicKey peer;
    private Consumers consumers = Consumers.NONE;
    private @Nullable Slot @Nullable [] slots;
    private int running;
    private int pausing;
    private int generations;
    private boolean over;
    private long nextCheck = Long.MAX_VALUE;

    ConnectionStreams(ActorContext<ConnectionActor.Command> context, ConnectionEnvironment environment) {
        this.context = context;
        this.environment = environment;
    }

    /** The peer is admitted, or the consumers have changed: streams to a consumer that lost its topic finish. */
    void use(PublicKey admitted, Consumers changed) {
        peer = admitted;
        consumers = changed;
        for (int i = 0; slots != null && i < TOPICS; i++) {
            Slot slot = slots[i];
            Topic topic = Topic.ofId(i);
            if (slot != null && topic != null && !slot.consumer.equals(changed.of(topic))) {
                finish(i, slot);
            }
        }
    }

    /** Messages for a topic's consumer. */
    void deliver(Topic topic, List<Bytes> messages) {
        Slot slot = slots == null ? null : slots[topic.id()];
        if (slot == null) {
            slot = over ? null : open(topic);
            if (slot == null) {
                DropReason reason = over ? DropReason.CONNECTION_ENDED : DropReason.NO_CONSUMER;
                long bytes = FlowControl.payload(FlowControl.cost(messages), messages);
                environment.events().emit(new MessagesDropped(peer(), topic, reason, messages.size(), bytes));
                return;
            }
        }
        long cost = FlowControl.cost(messages);
        if (slot.lease.spend(cost)) {
            slot.consumer.tell(new Delivery.Batch(peer(), topic, messages, slot.actor));
            environment.events().delivered(topic, messages.size(), FlowControl.payload(cost, messages));
        } else {
            slot.actor.tell(new StreamActor.Arrived(messages, slot.lease.detour()));
        }
    }

    private @Nullable Slot open(Topic topic) {
        ActorRef<Delivery> consumer = consumers.of(topic);
        if (consumer == null) {
            return null;
        }
        int generation = generations++;
        ActorRef<StreamActor.Command> actor = context.spawnAnonymous(
                StreamActor.create(environment, peer(), topic, consumer, context.getSelf()),
                DispatcherSelector.sameAsParent());
        context.watchWith(actor, new ConnectionActor.StreamStopped(topic, generation));
        Slot slot = new Slot(actor, consumer, generation, new CreditLease(window()));
        if (slots == null) {
            slots = new Slot[TOPICS];
        }
        slots[topic.id()] = slot;
        running++;
        if (nextCheck == Long.MAX_VALUE) {
            nextCheck = environment.clock().nowNanos()
                    + environment.settings().streamIdle().toNanos();
        }
        return slot;
    }

    /** A stream's flow has changed, or that of one before it. Returns whether reading has to pause. */
    boolean turned(ConnectionActor.StreamTurned turned) {
        Topic topic = turned.topic();
        StreamFlow flow = turned.flow();
        Slot slot = slots == null ? null : slots[topic.id()];
        if (slot != null && slot.flow != flow && slot.actor.equals(turned.stream())) {
            pausing += (flow == StreamFlow.PAUSING ? 1 : 0) - (slot.flow == StreamFlow.PAUSING ? 1 : 0);
            boolean worthTelling = flow == StreamFlow.OVERFLOWING || slot.flow == StreamFlow.OVERFLOWING;
            slot.flow = flow;
            if (worthTelling) {
                environment.events().emit(new StreamChanged(peer(), topic, flow));
            }
        }
        return pausing > 0;
    }

    /** A stream lends credit. It gets it back if messages are on their way to it, or if it is finishing. */
    void lent(ConnectionActor.StreamLent lent) {
        Slot slot = slots == null ? null : slots[lent.topic().id()];
        boolean counts =
                slot != null && slot.actor.equals(lent.stream()) && slot.lease.lend(lent.credit(), lent.detours());
        if (!counts) {
            lent.stream().tell(new StreamActor.Credit(lent.credit()));
        }
    }

    /** Whether some stream wants reading to pause. */
    boolean isPausing() {
        return pausing > 0;
    }

    /** When streams have to be looked at. */
    long nextCheckNanos() {
        return nextCheck;
    }

    /** Ends the streams that were idle since the last time. */
    void check(long now) {
        if (now < nextCheck) {
            return;
        }
        nextCheck = running == 0
                ? Long.MAX_VALUE
                : now + environment.settings().streamIdle().toNanos();
        for (int i = 0; slots != null && i < TOPICS; i++) {
            Slot slot = slots[i];
            if (slot != null && slot.lease.isIdle()) {
                finish(i, slot);
            }
        }
    }

    /** A stream has stopped. Returns whether nobody had told it to. */
    boolean stopped(Topic topic, int generation) {
        running--;
        Slot slot = slots == null ? null : slots[topic.id()];
        return slot != null && slot.generation == generation;
    }

    /** The connection is over: no stream gets anything new. */
    void finishAll() {
        over = true;
        for (int i = 0; slots != null && i < TOPICS; i++) {
            Slot slot = slots[i];
            if (slot != null) {
                finish(i, slot);
            }
        }
    }

    /** Streams that have not stopped yet, those that are finishing included. */
    int running() {
        return running;
    }

    private void finish(int index, Slot slot) {
        slot.actor.tell(new StreamActor.Finish());
        pausing -= slot.flow == StreamFlow.PAUSING ? 1 : 0;
        if (slots != null) {
            slots[index] = null;
        }
    }

    private long window() {
        return environment.settings().window();
    }

    private PublicKey peer() {
        if (peer == null) {
            throw new IllegalStateException("a message before admission");
        }
        return peer;
    }
}
