package dev.understory.connection;

import dev.understory.connection.ConnectionActor.Command;
import dev.understory.session.CloseReason;
import dev.understory.session.PeerInfo;
import dev.understory.session.SessionFailure;
import dev.understory.transport.LinkEvent;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;

/**
 * Second phase of a connection: messages flow both ways. Before it came {@link Handshaking}; {@link Draining} follows when
 * link or session end or somebody closes the connection.
 */
final class Established extends AbstractMatchingBehavior<Command> {

    /** @param early what was to be sent before we heard of the admission */
    static Behavior<Command> begin(ConnectionCore core, ConnectionActor.Admit admit, List<Command> early) {
        Established phase = new Established(core, admit.peer());
        core.admitted(admit);
        core.suspendReading(false);
        early.forEach(phase::onMessage);
        return phase.next();
    }

    private final ConnectionCore core;
    private final PeerInfo peer;

    private Established(ConnectionCore core, PeerInfo peer) {
        super(core.context);
        this.core = core;
        this.peer = peer;
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        return switch (command) {
            case ConnectionActor.Send send -> onSend(send);
            case ConnectionActor.SendBatch batch -> onSendBatch(batch);
            case ConnectionActor.FromLink event -> onLink(event.event());
            case ConnectionActor.Signal signal -> onSignal(signal);
            case ConnectionActor.StreamTurned turned -> onStreamTurned(turned);
            case ConnectionActor.StreamLent lent -> onStreamLent(lent);
            case ConnectionActor.CreditGiven given -> onCreditGiven(given);
            case ConnectionActor.StreamStopped stopped -> onStreamStopped(stopped);
            case ConnectionActor.Reclassified changed -> onReclassified(changed.ordinary());
            case ConnectionActor.Challenge challenge -> onChallenge(challenge);
            case ConnectionActor.UseConsumers use -> onUseConsumers(use.consumers());
            case ConnectionActor.Inspect question -> onInspect(question);
            case ConnectionActor.Close close -> Draining.close(core, close.reason(), close.grace(), List.of());
            case ConnectionActor.SignatureDone done -> this;
            case ConnectionActor.Admit admit -> this;
        };
    }

    private Behavior<Command> onSend(ConnectionActor.Send send) {
        core.send(send, peer.id());
        return this;
    }

    private Behavior<Command> onSendBatch(ConnectionActor.SendBatch batch) {
        core.sendAll(batch);
        return this;
    }

    private Behavior<Command> onLink(LinkEvent event) {
        switch (event) {
            case LinkEvent.Received received -> {
                core.received(received.bytes());
                core.spoken();
            }
            case LinkEvent.Writable writable -> core.flush();
            case LinkEvent.Closed closed -> {
                return Draining.linkClosed(core, closed, List.of());
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
                core.streams.check(core.now());
            }
        }
        return next();
    }

    private Behavior<Command> onStreamTurned(ConnectionActor.StreamTurned turned) {
        core.suspendReading(core.streams.turned(turned));
        return next();
    }

    private Behavior<Command> onStreamLent(ConnectionActor.StreamLent lent) {
        core.streams.lent(lent);
        return this;
    }

    private Behavior<Command> onCreditGiven(ConnectionActor.CreditGiven given) {
        core.streams.credited(given.stream(), given.bytes());
        return this;
    }

    private Behavior<Command> onStreamStopped(ConnectionActor.StreamStopped stopped) {
        boolean defect = core.streams.stopped(stopped.topic(), stopped.generation());
        return defect ? Draining.close(core, CloseReason.INTERNAL, Duration.ZERO, List.of()) : this;
    }

    private Behavior<Command> onReclassified(boolean ordinary) {
        core.session.reclassified(ordinary);
        core.flush();
        core.pauseAsTold();
        return next();
    }

    private Behavior<Command> onChallenge(ConnectionActor.Challenge challenge) {
        core.challenged(challenge);
        return next();
    }

    private Behavior<Command> onInspect(ConnectionActor.Inspect question) {
        question.replyTo().tell(ConnectionState.of(core.birth.id(), core.session));
        return this;
    }

    private Behavior<Command> onUseConsumers(Consumers consumers) {
        core.streams.use(peer.id(), consumers);
        core.suspendReading(core.streams.isPausing());
        return next();
    }

    private Behavior<Command> next() {
        SessionFailure failure = core.failure();
        if (failure != null) {
            return Draining.close(core, failure.reason(), Duration.ZERO, List.of());
        }
        long nextAnswer = core.questions.answer(core.environment, core.birth.id());
        core.schedule(Math.min(core.streams.nextCheckNanos(), nextAnswer));
        return this;
    }

    @Override
    public Behavior<Command> onSignal(Signal signal) {
        if (signal instanceof PostStop) {
            core.release();
        }
        return this;
    }
}
