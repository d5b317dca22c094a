package dev.understory.connection;

import dev.understory.connection.ConnectionActor.Command;
import dev.understory.session.CloseReason;
import dev.understory.session.Drain;
import dev.understory.transport.LinkEvent;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Last phase of a connection: what is queued is written while the grace lasts, what was received goes to its consumers
 * while the drain time lasts. {@link Drain} says when what is done. Before it came {@link Handshaking} or {@link Established};
 * nothing follows but the actor's end, whose last word is {@link ConnectionReport.Ended}.
 */
final class Draining extends AbstractMatchingBehavior<Command> {
    /**
     * Closes from this side, for that reason unless the session has failed.
     *
     * @param early what was to be sent before we heard of an admission
     */
    static Behavior<Command> close(ConnectionCore core, CloseReason reason, Duration grace, List<Command> early) {
        Drain drain = Drain.close(reason, core.failure(), grace, core.now());
        Draining phase = new Draining(core, drain);
        phase.refuse(early);
        core.closeWaiting();
        core.suspendReading(false);
        return phase.next();
    }

    /** The link is closed, by the remote side or by what lies between. */
    static Behavior<Command> linkClosed(ConnectionCore core, LinkEvent.Closed closed, List<Command> early) {
        core.linkIsClosed();
        finishStreams(core);
        core.closeWaiting();
        Draining phase = new Draining(core, Drain.linkClosed(closed, core.failure()));
        phase.refuse(early);
        return phase.next();
    }

    /** Nothing more comes for them than what waits for a rate of bytes. */
    private static void finishStreams(ConnectionCore core) {
        core.session.deliverWaiting();
        core.streams.finishAll();
    }

    private final ConnectionCore core;
    private final Drain drain;

    private Draining(ConnectionCore core, Drain drain) {
        super(core.context);
        this.core = core;
        this.drain = drain;
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        return switch (command) {
            case ConnectionActor.FromLink event -> onLink(event.event());
            case ConnectionActor.Signal signal -> onSignal(signal);
            case ConnectionActor.StreamStopped stopped -> onStreamStopped(stopped);
            case ConnectionActor.Send send -> onSend(send);
            case ConnectionActor.SendBatch batch -> onSendBatch(batch);
            case ConnectionActor.Close again -> onCloseAgain(again.grace());
            case ConnectionActor.Inspect question -> onInspect(question);
            case ConnectionActor.SignatureDone done -> this;
            case ConnectionActor.Admit admit -> this;
            case ConnectionActor.Reclassified changed -> this;
            case ConnectionActor.Challenge challenge -> this;
            case ConnectionActor.UseConsumers use -> this;
            case ConnectionActor.StreamTurned turned -> onStreamTurned(turned);
            case ConnectionActor.StreamLent lent -> onStreamLent(lent);
            case ConnectionActor.CreditGiven given -> onCreditGiven(given);
        };
    }

    private Behavior<Command> onLink(LinkEvent event) {
        switch (event) {
            case LinkEvent.Received received -> {
                // What is still to be written may wait for pongs.
                core.received(received.bytes());
            }
            case LinkEvent.Writable writable -> core.flush();
            case LinkEvent.Closed closed -> {
                core.linkIsClosed();
                finishStreams(core);
                drain.linkClosed();
            }
        }
        return next();
    }

    private Behavior<Command> onSignal(ConnectionActor.Signal signal) {
        switch (signal) {
            case FLUSH -> core.flush();
            case RECLAIM -> core.session.reclaimed();
            case TICK -> {
                core.tick();
                carryOut(drain.tick(core.now()));
            }
        }
        return next();
    }

    private Behavior<Command> onStreamStopped(ConnectionActor.StreamStopped stopped) {
        core.streams.stopped(stopped.topic(), stopped.generation());
        return next();
    }

    private Behavior<Command> onInspect(ConnectionActor.Inspect question) {
        question.replyTo().tell(ConnectionState.of(core.birth.id(), core.session));
        return this;
    }

    private Behavior<Command> onStreamTurned(ConnectionActor.StreamTurned turned) {
        core.suspendReading(core.streams.turned(turned) && drain.streamsMayPause());
        return this;
    }

    private Behavior<Command> onStreamLent(ConnectionActor.StreamLent lent) {
        core.streams.lent(lent);
        return this;
    }

    private Behavior<Command> onCreditGiven(ConnectionActor.CreditGiven given) {
        core.streams.credited(given.stream(), given.bytes());
        return this;
    }

    private Behavior<Command> onSend(ConnectionActor.Send send) {
        core.refuse(send);
        return drain.isLinkClosed() ? next() : this;
    }

    private Behavior<Command> onSendBatch(ConnectionActor.SendBatch batch) {
        core.refuse(batch);
        return drain.isLinkClosed() ? next() : this;
    }

    /** Nobody asks any more what else came early. */
    private void refuse(List<Command> early) {
        for (Command command : early) {
            if (command instanceof ConnectionActor.Send send) {
                core.refuse(send);
            } else if (command instanceof ConnectionActor.SendBatch batch) {
                core.refuse(batch);
            }
        }
    }

    private Behavior<Command> onCloseAgain(Duration grace) {
        carryOut(drain.closeAgain(grace, core.now()));
        return next();
    }

    private Behavior<Command> next() {
        boolean failed = core.failure() != null;
        boolean over = carryOut(drain.next(failed, core.session.hasUnsent(), core.streams.running(), core.now()));
        if (over) {
            core.ended(drain.reason(), drain.detail());
            return Behaviors.stopped();
        }
        if (!drain.isLinkClosed()) {
            core.schedule(drain.deadlineNanos());
        }
        return this;
    }

    /** Returns whether everything is over. */
    private boolean carryOut(Drain.Order order) {
        switch (order) {
            case NOTHING -> {}
            case CLOSE_LINK -> {
                finishStreams(core);
                core.suspendReading(false);
                core.link.close();
            }
            case ABORT_LINK -> {
                finishStreams(core);
                core.link.abort();
            }
            case END -> {
                // What has entered the gate is on its way here, and is answered before the end.
                return core.birth.gate().close();
            }
        }
        return false;
    }

    @Override
    public Behavior<Command> onSignal(Signal signal) {
        if (signal instanceof PostStop) {
            core.release();
        }
        return this;
    }
}
