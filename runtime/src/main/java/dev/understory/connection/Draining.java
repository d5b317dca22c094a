package dev.understory.connection;

import dev.understory.connection.ConnectionActor.Command;
import dev.understory.session.CloseReason;
import dev.understory.session.Session;
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
 * while the drain time lasts. Before it came {@link Handshaking} or {@link Established}; nothing follows but the actor's
 * end, whose last word is {@link ConnectionReport.Ended}.
 *
 * <pre>
 *   step      input                                  next
 *   WRITING   all is written, or the grace is over   CLOSING
 *   WRITING   the session has failed                 ABORTED
 *   CLOSING   the time to close is over              ABORTED
 *   any       the link tells its end                 (the actor ends once its streams have)
 * </pre>
 */
final class Draining extends AbstractMatchingBehavior<Command> {
    /** How long the link may take to close in good order. */
    private static final long CLOSE_NANOS = 1_000_000_000L;

    /**
     * Closes from this side. A session that has failed is cut off; otherwise what waits is written for {@code grace}.
     *
     * @param early what was to be sent before we heard of an admission
     */
    static Behavior<Command> close(ConnectionCore core, CloseReason reason, Duration grace, List<Command> early) {
        CloseReason failure = core.failure();
        CloseReason first = failure != null ? failure : reason;
        long until = core.now() + grace.toNanos();
        Draining phase = new Draining(core, first, core.failureDetail(), until);
        phase.refuse(early);
        core.closeWaiting();
        core.suspendReading(false);
        if (failure != null) {
            phase.abort();
        } else if (grace.isZero()) {
            phase.closeLink();
        }
        return phase.next();
    }

    /** The link is closed, by the remote side or by what lies between. */
    static Behavior<Command> linkClosed(ConnectionCore core, LinkEvent.Closed closed, List<Command> early) {
        core.linkIsClosed();
        CloseReason reason = core.failure();
        if (reason == null) {
            reason = switch (closed.cause()) {
                case END_OF_STREAM -> CloseReason.REMOTE_CLOSED;
                case RESET, FAILED -> CloseReason.RESET;
                case LOCAL -> CloseReason.LOCAL;
            };
        }
        core.streams.finishAll();
        core.closeWaiting();
        Draining phase = new Draining(core, reason, closed.detail(), core.now());
        phase.refuse(early);
        return phase.next();
    }

    private enum Step {
        /** What waits is written while the grace lasts. */
        WRITING,
        /** The link was told to close and may still write what it holds. */
        CLOSING,
        /** The link was told to drop everything; there is nothing left to do but to wait for its end. */
        ABORTED
    }

    private final ConnectionCore core;
    private final CloseReason reason;
    private final String detail;
    private final long writeUntil;
    private Step step = Step.WRITING;
    private long closeUntil;

    private Draining(ConnectionCore core, CloseReason reason, String detail, long writeUntil) {
        super(core.context);
        this.core = core;
        this.reason = reason;
        this.detail = detail;
        this.writeUntil = writeUntil;
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
            case ConnectionActor.SignatureDone done -> this;
            case ConnectionActor.Admit admit -> this;
            case ConnectionActor.Reclassified changed -> this;
            case ConnectionActor.Challenge challenge -> this;
            case ConnectionActor.UseConsumers use -> this;
            case ConnectionActor.StreamTurned turned -> onStreamTurned(turned);
            case ConnectionActor.StreamLent lent -> onStreamLent(lent);
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
                core.streams.finishAll();
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
                if (step == Step.CLOSING && core.now() >= closeUntil) {
                    abort();
                }
            }
        }
        return next();
    }

    private Behavior<Command> onStreamStopped(ConnectionActor.StreamStopped stopped) {
        core.streams.stopped(stopped.topic(), stopped.generation());
        return next();
    }

    private Behavior<Command> onStreamTurned(ConnectionActor.StreamTurned turned) {
        core.suspendReading(core.streams.turned(turned) && step == Step.WRITING);
        return this;
    }

    private Behavior<Command> onStreamLent(ConnectionActor.StreamLent lent) {
        core.streams.lent(lent);
        return this;
    }

    private Behavior<Command> onSend(ConnectionActor.Send send) {
        core.refuse(send);
        return core.isLinkClosed() ? next() : this;
    }

    private Behavior<Command> onSendBatch(ConnectionActor.SendBatch batch) {
        core.refuse(batch);
        return core.isLinkClosed() ? next() : this;
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

    /** Somebody is in a greater hurry. */
    private Behavior<Command> onCloseAgain(Duration grace) {
        if (grace.isZero()) {
            closeLink();
        }
        return next();
    }

    private Behavior<Command> next() {
        if (core.isLinkClosed()) {
            // What has entered the gate is on its way here, and is answered before the end.
            if (core.streams.running() == 0 && core.birth.gate().close()) {
                core.environment.admission().tell(new ConnectionReport.Ended(core.birth.id(), reason, detail));
                return Behaviors.stopped();
            }
            return this;
        }
        if (step == Step.WRITING && core.failure() != null) {
            abort();
        } else if (step == Step.WRITING && (core.now() >= writeUntil || !core.session.hasUnsent())) {
            closeLink();
        }
        core.schedule(
                switch (step) {
                    case WRITING -> writeUntil;
                    case CLOSING -> closeUntil;
                    case ABORTED -> Session.NO_DEADLINE;
                });
        return this;
    }

    private void closeLink() {
        if (step == Step.WRITING && !core.isLinkClosed()) {
            step = Step.CLOSING;
            closeUntil = Math.max(writeUntil, core.now() + CLOSE_NANOS);
            core.streams.finishAll();
            core.suspendReading(false);
            core.link.close();
        }
    }

    private void abort() {
        if (step != Step.ABORTED && !core.isLinkClosed()) {
            step = Step.ABORTED;
            core.streams.finishAll();
            core.link.abort();
        }
    }

    @Override
    public Behavior<Command> onSignal(Signal signal) {
        if (signal instanceof PostStop) {
            core.release();
        }
        return this;
    }
}
