package dev.understory.peer;

import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvents;
import dev.understory.transport.LookupEvent;
import dev.understory.transport.Transport;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** One lookup: an actor of its own, so that a defect of the transport costs this lookup and no other. */
final class LookupAttempt {
    private LookupAttempt() {}

    static Behavior<LookupEvent> create(
            DialerActor.LookUp lookup,
            Transport transport,
            ConnectionEvents events,
            Duration timeout,
            ActorRef<PeerSetActor.Command> peers) {
        return Behaviors.setup(context -> {
            try {
                transport.lookUp(lookup.host(), timeout, context.getSelf());
            } catch (RuntimeException | AssertionError | LinkageError defect) {
                LookupEvent none = new LookupEvent.NotFound(lookup.host(), defect.toString());
                peers.tell(new PeerSetActor.LookedUp(lookup.id(), none));
                events.emit(new ConnectionEvent.Defect("dialer", "a lookup failed: " + defect));
                return Behaviors.stopped();
            }
            return Behaviors.receiveMessage(event -> {
                peers.tell(new PeerSetActor.LookedUp(lookup.id(), event));
                return Behaviors.stopped();
            });
        });
    }
}
