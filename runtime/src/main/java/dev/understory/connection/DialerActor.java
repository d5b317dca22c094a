package dev.understory.connection;

import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Transport;
import java.time.Duration;
import java.util.ArrayDeque;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Opens links for the peer set, a bounded number at a time and each within a time limit. Every request is answered once:
 * by the link, or by why there is none.
 */
public final class DialerActor extends AbstractMatchingBehavior<DialerActor.Command> {
    /** What a dialer hears. */
    public sealed interface Command {}

    /** Open a link; the answer goes to the peer set with the same id. */
    record Dial(long id, Endpoint remote) implements Command {}

    /** Dial no more: what waits fails. */
    record Quiesce() implements Command {}

    /** An attempt has ended, with a link or without. */
    private record AttemptEnded() implements Command {}

    /** A dialer for {@code peers}. */
    static Behavior<Command> create(
            Transport transport, DialSettings settings, ConnectionEvents events, ActorRef<PeerSetActor.Command> peers) {
        Behavior<Command> dialing = Behaviors.setup(context -> new DialerActor(context, transport, settings, peers));
        return Containment.resume("dialer", events, Command.class, dialing);
    }

    private final Transport transport;
    private final DialSettings settings;
    private final ActorRef<PeerSetActor.Command> peers;
    private final ArrayDeque<Dial> waiting = new ArrayDeque<>();
    private int underWay;
    private boolean quiescing;

    private DialerActor(
            ActorContext<Command> context,
            Transport transport,
            DialSettings settings,
            ActorRef<PeerSetActor.Command> peers) {
        super(context);
        this.transport = transport;
        this.settings = settings;
        this.peers = peers;
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        return switch (command) {
            case Dial dial -> onDial(dial);
            case AttemptEnded ended -> onAttemptEnded();
            case Quiesce quiesce -> onQuiesce();
        };
    }

    private Behavior<Command> onDial(Dial dial) {
        if (quiescing) {
            fail(dial, "the node is stopping");
        } else if (underWay < settings.concurrent()) {
            attempt(dial);
        } else if (waiting.size() < settings.queued()) {
            waiting.addLast(dial);
        } else {
            fail(dial, "too many dials are waiting");
        }
        return this;
    }

    private Behavior<Command> onAttemptEnded() {
        underWay--;
        Dial next = waiting.pollFirst();
        if (next != null) {
            attempt(next);
        }
        return this;
    }

    private Behavior<Command> onQuiesce() {
        quiescing = true;
        waiting.forEach(dial -> fail(dial, "the node is stopping"));
        waiting.clear();
        return this;
    }

    private void attempt(Dial dial) {
        underWay++;
        ActorRef<DialEvent> attempt = getContext()
                .spawnAnonymous(
                        Attempt.create(dial, transport, settings.timeout(), peers), DispatcherSelector.sameAsParent());
        getContext().watchWith(attempt, new AttemptEnded());
    }

    private void fail(Dial dial, String detail) {
        DialEvent.DialFailed failed = new DialEvent.DialFailed(dial.remote(), DialEvent.Reason.LOCAL, detail);
        peers.tell(new PeerSetActor.Dialed(dial.id(), failed));
    }

    /** One dial: an actor of its own, so that a defect of the transport costs this dial and no other. */
    private static final class Attempt {
        private Attempt() {}

        static Behavior<DialEvent> create(
                Dial dial, Transport transport, Duration timeout, ActorRef<PeerSetActor.Command> peers) {
            return Behaviors.setup(context -> {
                try {
                    transport.dial(dial.remote(), timeout, context.getSelf());
                } catch (RuntimeException defect) {
                    peers.tell(new PeerSetActor.Dialed(
                            dial.id(),
                            new DialEvent.DialFailed(dial.remote(), DialEvent.Reason.LOCAL, defect.toString())));
                    return Behaviors.stopped();
                }
                return Behaviors.receiveMessage(event -> {
                    peers.tell(new PeerSetActor.Dialed(dial.id(), event));
                    return Behaviors.stopped();
                });
            });
        }
    }
}
