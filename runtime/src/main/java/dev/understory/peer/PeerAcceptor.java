package dev.understory.peer;

import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvents;
import dev.understory.transport.Acceptor;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Transport;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;

/**
 * Where a node accepts its peers: an {@link Acceptor} whose links are judged by the peer set, which knows bans, groups of
 * addresses and rates. After a defect it starts again.
 */
public final class PeerAcceptor {
    private PeerAcceptor() {}

    /** Listens at {@code local} for that peer set. */
    public static Behavior<Acceptor.Command> create(
            Transport transport, Endpoint local, ConnectionEvents events, ActorRef<PeerSetActor.Command> peers) {
        Acceptor.Admission gatekeeper =
                new Acceptor.Admission.Judged(link -> peers.tell(new PeerSetActor.Accepted(link)));
        Behavior<Acceptor.Command> listening =
                Acceptor.create(transport, local, gatekeeper, event -> events.emit(told(event)));
        return Supervision.restart("listener", events, Acceptor.Command.class, listening);
    }

    private static ConnectionEvent told(Acceptor.Event event) {
        return switch (event) {
            case Acceptor.Event.Listening listening -> new ConnectionEvent.Listening(listening.local());
            case Acceptor.Event.ListenFailed failed ->
                new ConnectionEvent.ListenFailed(
                        failed.local(), failed.detail(), failed.retry().toNanos());
            case Acceptor.Event.Refused refused ->
                new ConnectionEvent.LinkRefused(refused.remote(), reason(refused.reason()));
            case Acceptor.Event.Defect defect -> new ConnectionEvent.Defect("listener", defect.detail());
        };
    }

    /** The peer set refuses for other reasons, and tells of them itself. */
    private static CloseReason reason(Acceptor.Refusal refusal) {
        return switch (refusal) {
            case NO_DESCRIPTORS -> CloseReason.NO_DESCRIPTORS;
            case LINKS, LINKS_PER_HOST -> CloseReason.LOCAL;
        };
    }
}
