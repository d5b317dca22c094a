package dev.understory.connection;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.session.ConnectionEvent.DropReason;
import dev.understory.session.ConnectionEvent.IgnoredInput;
import dev.understory.session.ConnectionEvent.MessagesDropped;
import dev.understory.session.ConnectionEvent.StreamChanged;
import dev.understory.session.FlowControl;
import dev.understory.session.StreamTable;
import dev.understory.wire.BetweenNodes;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one connection as actors: makes them, tells them to finish and gives them or their consumers what comes, as
 * its {@link StreamTable} says.
 */
final class ConnectionStreams {
    private static final int TOPICS = Topic.values().length;

    private final ActorContext<ConnectionActor.Command> context;
    private final ConnectionEnvironment environment;
    private final StreamTable table;
    private @Nullable PublicKey peer;
    private Consumers consumers = Consumers.NONE;
    /** By the id of their topic; there from the first stream on. */
    private @Nullable StreamHandle @Nullable [] handles;

    ConnectionStreams(ActorContext<ConnectionActor.Command> context, ConnectionEnvironment environment) {
        this.context = context;
        this.environment = environment;
        ConnectionSettings settings = environment.settings();
        this.table = new StreamTable(settings.window(), settings.streamIdle().toNanos());
    }

    /** The peer is admitted, or the consumers have changed: streams to a consumer that lost its topic finish. */
    void use(PublicKey admitted, Consumers changed) {
        peer = admitted;
        consumers = changed;
        for (int i = 0; handles != null && i < TOPICS; i++) {
            StreamHandle handle = handles[i];
            Topic topic = Topic.ofId(i);
            if (handle != null
                    && topic != null
                    && !handle.consumer().equals(changed.of(topic))
                    && table.consumerChanged(topic)) {
                finish(topic);
            }
        }
    }

    /** Messages for a topic's consumer. */
    void deliver(Topic topic, List<Bytes> messages) {
        StreamHandle handle = handle(topic);
        ActorRef<Delivery> consumer = handle == null ? consumers.of(topic) : handle.consumer();
        long cost = FlowControl.cost(messages);
        switch (table.arrived(topic, cost, consumer != null)) {
            case STRAIGHT -> {
                StreamHandle open = Objects.requireNonNull(handle);
                open.consumer().tell(new Delivery.Batch(peer(), topic, messages, open));
                environment.events().delivered(topic, messages.size(), FlowControl.payload(cost, messages));
            }
            case DETOUR ->
                actorOf(Objects.requireNonNull(handle)).tell(new StreamActor.Arrived(messages, table.detour(topic)));
            case OPEN -> {
                open(topic, Objects.requireNonNull(consumer));
                deliver(topic, messages);
            }
            case DROP_UNWANTED -> dropUnwanted(topic, messages);
            case DROP_ENDED -> drop(topic, messages, DropReason.CONNECTION_ENDED);
        }
    }

    /** What peers tell each other that gossip on the topic is for nobody where nobody does, and no message that is missed. */
    private void dropUnwanted(Topic topic, List<Bytes> messages) {
        List<Bytes> missed = new ArrayList<>(messages);
        if (missed.removeIf(BetweenNodes::isOne)) {
            for (int i = missed.size(); i < messages.size(); i++) {
                environment.events().ignored(IgnoredInput.NOT_GOSSIPING);
            }
        }
        if (!missed.isEmpty()) {
            drop(topic, missed, DropReason.NO_CONSUMER);
        }
    }

    private void drop(Topic topic, List<Bytes> messages, DropReason reason) {
        long bytes = FlowControl.payload(FlowControl.cost(messages), messages);
        environment.events().emit(new MessagesDropped(peer(), topic, reason, messages.size(), bytes));
    }

    private void open(Topic topic, ActorRef<Delivery> consumer) {
        table.opened(topic, environment.clock().nowNanos());
        if (handles == null) {
            handles = new StreamHandle[TOPICS];
        }
        handles[topic.id()] = new StreamHandle(topic, consumer, context.getSelf());
    }

    /** The actor of an open stream, made when it is needed for the first time. */
    private ActorRef<StreamActor.Command> actorOf(StreamHandle handle) {
        ActorRef<StreamActor.Command> actor = handle.actor();
        if (actor == null) {
            actor = context.spawnAnonymous(
                    StreamActor.create(environment, peer(), handle, context.getSelf()),
                    DispatcherSelector.sameAsParent());
            handle.begin(actor);
            int generation = table.begun(handle.topic());
            context.watchWith(actor, new ConnectionActor.StreamStopped(handle.topic(), generation));
        }
        return actor;
    }

    /** A consumer is done with messages; what is for a stream that is over without ever having run is for nobody. */
    void credited(StreamHandle handle, long bytes) {
        ActorRef<StreamActor.Command> actor = handle.actor();
        if (actor != null) {
            actor.tell(new StreamActor.Credit(bytes));
        } else if (handle(handle.topic()) == handle) {
            table.lend(handle.topic(), bytes, 0);
        }
    }

    /** A stream's flow has changed, or that of one before it. Returns whether reading has to pause. */
    boolean turned(ConnectionActor.StreamTurned turned) {
        Topic topic = turned.topic();
        if (isOpen(topic, turned.stream()) && table.turned(topic, turned.flow())) {
            environment.events().emit(new StreamChanged(peer(), topic, turned.flow()));
        }
        return table.isPausing();
    }

    /** A stream lends credit. It gets it back if messages are on their way to it, or if it is finishing. */
    void lent(ConnectionActor.StreamLent lent) {
        Topic topic = lent.topic();
        if (!isOpen(topic, lent.stream()) || !table.lend(topic, lent.credit(), lent.detours())) {
            lent.stream().tell(new StreamActor.Credit(lent.credit()));
        }
    }

    private boolean isOpen(Topic topic, ActorRef<StreamActor.Command> stream) {
        StreamHandle handle = handle(topic);
        return handle != null && stream.equals(handle.actor());
    }

    /** Whether some stream wants reading to pause. */
    boolean isPausing() {
        return table.isPausing();
    }

    /** When streams have to be looked at. */
    long nextCheckNanos() {
        return table.nextCheckNanos();
    }

    /** Ends the streams that were idle since the last time. */
    void check(long now) {
        table.check(now).forEach(this::finish);
    }

    /** A stream has stopped. Returns whether nobody had told it to. */
    boolean stopped(Topic topic, int generation) {
        return table.stopped(topic, generation);
    }

    /** The connection is over: no stream gets anything new. */
    void finishAll() {
        table.end().forEach(this::finish);
    }

    /** Streams that run and have not stopped yet, those that are finishing included. */
    int running() {
        return table.running();
    }

    private void finish(Topic topic) {
        StreamHandle handle = handle(topic);
        if (handle != null && handles != null) {
            handles[topic.id()] = null;
            ActorRef<StreamActor.Command> actor = handle.actor();
            if (actor != null) {
                actor.tell(new StreamActor.Finish());
            }
        }
    }

    private @Nullable StreamHandle handle(Topic topic) {
        return handles == null ? null : handles[topic.id()];
    }

    private PublicKey peer() {
        if (peer == null) {
            throw new IllegalStateException("a message before admission");
        }
        return peer;
    }
}
