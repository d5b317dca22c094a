package dev.understory.peer;

import dev.understory.admission.DialQueue;
import dev.understory.session.ConnectionEvents;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.LookupEvent;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Opens links for the peer set, each within a time limit, and looks up host names for it. {@link DialQueue} says what begins,
 * what waits and what is refused. Every request is answered once: by the link, or by why there is none.
 */
public final class DialerActor extends AbstractMatchingBehavior<DialerActor.Command> {
    /** What a dialer hears. */
    public sealed interface Command {}

    /** Look up a host name; the answer goes to the peer set with the same id. */
    record LookUp(long id, String host) implements Command {}

    /** Open a link to one of the addresses, at least one, of {@code remote}; the answer goes to the peer set. */
    record Dial(long id, Endpoint remote, List<Endpoint> addresses, int rank) implements Command {
        Dial withRank(int other) {
            return new Dial(id, remote, addresses, other);
        }
    }

    /** The dial of that number has this rank from now on, if it waits still. */
    record Raise(long id, int rank) implements Command {}

    /** Dial no more: what waits fails. */
    record Quiesce() implements Command {}

    /** An attempt of that rank has ended, with a link or without. */
    private record AttemptEnded(int rank) implements Command {}

    /** A lookup has ended. */
    private record LookupEnded() implements Command {}

    /** A dialer for {@code peers}. */
    static Behavior<Command> create(
            PeerPorts ports, ConnectionEvents events, DialSettings settings, ActorRef<PeerSetActor.Command> peers) {
        Behavior<Command> dialing =
                Behaviors.setup(context -> new DialerActor(context, ports, events, settings, peers));
        return Supervision.resume("dialer", events, Command.class, dialing);
    }

    private final PeerPorts ports;
    private final ConnectionEvents events;
    private final DialSettings settings;
    private final ActorRef<PeerSetActor.Command> peers;
    private final DialQueue<Dial> queue;

    private DialerActor(
            ActorContext<Command> context,
            PeerPorts ports,
            ConnectionEvents events,
            DialSettings settings,
            ActorRef<PeerSetActor.Command> peers) {
        super(context);
        this.ports = ports;
        this.events = events;
        this.settings = settings;
        this.peers = peers;
        this.queue = new DialQueue<>(settings.concurrent(), settings.queued());
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        switch (command) {
            case LookUp lookup -> onLookUp(lookup);
            case Dial dial -> onDial(dial);
            case Raise raise ->
                queue.raise(dial -> dial.id() == raise.id(), raise.rank(), dial -> dial.withRank(raise.rank()));
            case AttemptEnded(int rank) -> onAttemptEnded(rank);
            case LookupEnded ended -> queue.lookupEnded();
            case Quiesce quiesce -> onQuiesce();
        }
        return this;
    }

    private void onLookUp(LookUp lookup) {
        DialQueue.Verdict verdict = queue.lookUp();
        switch (verdict) {
            case BEGIN -> attempt(lookup);
            case WAIT, STOPPING, TOO_MANY_DIALS, TOO_MANY_LOOKUPS -> {
                LookupEvent none = new LookupEvent.NotFound(lookup.host(), verdict.detail());
                peers.tell(new PeerSetActor.LookedUp(lookup.id(), none));
            }
        }
    }

    private void attempt(LookUp lookup) {
        ActorRef<LookupEvent> attempt = getContext()
                .spawnAnonymous(
                        LookupAttempt.create(lookup, ports.transport(), events, settings.lookupTimeout(), peers),
                        DispatcherSelector.sameAsParent());
        getContext().watchWith(attempt, new LookupEnded());
    }

    private void onDial(Dial dial) {
        DialQueue.Verdict verdict =
                queue.dial(dial, dial.rank(), other -> fail(other, DialQueue.Verdict.TOO_MANY_DIALS));
        switch (verdict) {
            case BEGIN -> attempt(dial);
            case WAIT -> {}
            case STOPPING, TOO_MANY_DIALS, TOO_MANY_LOOKUPS -> fail(dial, verdict);
        }
    }

    private void onAttemptEnded(int rank) {
        Dial next = queue.dialEnded(rank);
        if (next != null) {
            attempt(next);
        }
    }

    private void onQuiesce() {
        queue.quiesce().forEach(dial -> fail(dial, DialQueue.Verdict.STOPPING));
    }

    private void attempt(Dial dial) {
        ActorRef<DialEvent> attempt = getContext()
                .spawnAnonymous(
                        DialAttempt.create(dial, ports, events, settings.timeout(dial.rank()), peers),
                        DispatcherSelector.sameAsParent());
        getContext().watchWith(attempt, new AttemptEnded(dial.rank()));
    }

    private void fail(Dial dial, DialQueue.Verdict verdict) {
        DialEvent.DialFailed failed = new DialEvent.DialFailed(dial.remote(), DialEvent.Reason.LOCAL, verdict.detail());
        peers.tell(new PeerSetActor.Dialed(dial.id(), failed));
    }
}
