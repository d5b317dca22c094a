package dev.understory.peer;

import dev.understory.admission.PeerSet;
import dev.understory.connection.ConnectionActor;
import dev.understory.connection.Consumers;
import dev.understory.connection.Delivery;
import dev.understory.connection.PeerHandle;
import dev.understory.mux.Topic;
import dev.understory.session.ConnectionEvents;
import dev.understory.session.SendOutcome;
import java.util.Collection;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** What goes to peers by their identity or to all of them, and who hears of what comes. Belongs to {@link PeerSetActor}. */
final class Traffic {
    private final ActorContext<PeerSetActor.Command> context;
    private final PeerSet set;
    private final PeerSetActors actors;
    private final ConnectionEvents events;

    /** Among the peers of that set. */
    Traffic(ActorContext<PeerSetActor.Command> context, PeerSet set, PeerSetActors actors) {
        this.context = context;
        this.set = set;
        this.actors = actors;
        this.events = actors.events;
    }

    void send(NodeCommand.Send send) {
        PeerHandle handle = actors.handle(set.connectionOf(send.peer()));
        ConnectionActor.Send message =
                new ConnectionActor.Send(send.topic(), send.payload(), send.token(), send.replyTo());
        if (handle == null) {
            message.answer(send.peer(), SendOutcome.NO_SUCH_PEER, events);
        } else if (!handle.offer(message)) {
            message.answer(send.peer(), SendOutcome.QUEUE_FULL, events);
        }
    }

    void broadcast(NodeCommand.Broadcast broadcast) {
        ConnectionActor.Send shared = new ConnectionActor.Send(broadcast.topic(), broadcast.payload(), 0, null);
        for (PeerSetActors.Connection connection : actors.connections.values()) {
            PeerHandle handle = connection.handle;
            if (handle != null && !broadcast.except().contains(handle.peer().id()) && !handle.offer(shared)) {
                shared.answer(handle.peer().id(), SendOutcome.QUEUE_FULL, events);
            }
        }
    }

    void subscribe(Collection<Topic> topics, ActorRef<Delivery> consumer) {
        Consumers consumers = actors.consumers();
        boolean known = consumers.contains(consumer);
        if (!known) {
            context.watchWith(consumer, new PeerSetActor.ConsumerStopped(consumer));
        }
        actors.use(consumers.with(topics, consumer), known ? null : consumer, set.announced());
    }

    void unsubscribe(ActorRef<Delivery> consumer) {
        actors.use(actors.consumers().without(consumer), null, set.announced());
    }
}
