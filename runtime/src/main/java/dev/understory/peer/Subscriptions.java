package dev.understory.peer;

import dev.understory.admission.PeerSet;
import dev.understory.connection.Consumers;
import dev.understory.connection.Delivery;
import dev.understory.mux.Topic;
import java.util.Collection;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** Who hears of peers and of their messages. Belongs to {@link PeerSetActor}. */
final class Subscriptions {
    private final ActorContext<PeerSetActor.Command> context;
    private final PeerSet set;
    private final PeerSetActors actors;

    Subscriptions(ActorContext<PeerSetActor.Command> context, PeerSet set, PeerSetActors actors) {
        this.context = context;
        this.set = set;
        this.actors = actors;
    }

    void begin(Collection<Topic> topics, ActorRef<Delivery> consumer) {
        Consumers consumers = actors.consumers();
        boolean known = consumers.contains(consumer);
        if (!known) {
            context.watchWith(consumer, new PeerSetActor.ConsumerStopped(consumer));
        }
        actors.use(consumers.with(topics, consumer), known ? null : consumer, set.admitted());
    }

    void end(ActorRef<Delivery> consumer) {
        actors.use(actors.consumers().without(consumer), null, set.admitted());
    }
}
