package dev.understory.peer;

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

/** What goes to peers by their identity or to all of them, and who hears of what comes. Belongs to {@link PeerSet}. */
final class Traffic {
    private final ActorContext<PeerSetActor.Command> context;
    private final PeerRoster roster;
    private final Collection<LiveConnection> live;
    private final ConnectionEvents events;
    private Consumers consumers = Consumers.NONE;

    /** For those peers; {@code live} is what the peer set has at any time. */
    Traffic(
            ActorContext<PeerSetActor.Command> context,
            PeerRoster roster,
            Collection<LiveConnection> live,
            ConnectionEvents events) {
        this.context = context;
        this.roster = roster;
        this.live = live;
        this.events = events;
    }

    void send(NodeCommand.Send send) {
        PeerRoster.Entry entry = roster.find(send.peer());
        PeerHandle handle = entry == null ? null : entry.handle;
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
        for (LiveConnection connection : live) {
            PeerHandle handle = connection.handle;
            if (handle != null && !broadcast.except().contains(handle.peer().id()) && !handle.offer(shared)) {
                shared.answer(handle.peer().id(), SendOutcome.QUEUE_FULL, events);
            }
        }
    }

    void subscribe(Collection<Topic> topics, ActorRef<Delivery> consumer) {
        boolean known = consumers.contains(consumer);
        if (!known) {
            context.watchWith(consumer, new PeerSetActor.ConsumerStopped(consumer));
        }
        Consumers changed = consumers.with(topics, consumer);
        roster.use(changed, known ? null : consumer);
        // Last, so that a second try after a defect is like the first.
        consumers = changed;
    }

    void unsubscribe(ActorRef<Delivery> consumer) {
        consumers = consumers.without(consumer);
        roster.use(consumers, null);
    }
}
