package dev.understory.connection;

import dev.understory.crypto.SignatureService.Result;
import dev.understory.handshake.Authenticated;
import dev.understory.session.BeforeAdmission;
import dev.understory.session.SessionFailure;
import dev.understory.transport.LinkEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;

/**
 * First phase of a connection: the handshake, and the wait for the peer set's verdict, during which nothing of what comes is
 * opened. {@link BeforeAdmission} says what is read and reported meanwhile. Next comes {@link Established} if the peer is
 * admitted, {@link Draining} otherwise.
 */
final class Handshaking extends AbstractMatchingBehavior<ConnectionActor.Command> {
    static Behavior<ConnectionActor.Command> begin(ConnectionCore core) {
        Handshaking phase = new Handshaking(core);
        core.link.attach(core.self, ConnectionActor.FromLink::new);
        core.start();
        return phase.next();
    }

    private final ConnectionCore core;
    private final BeforeAdmission machine = new BeforeAdmission();
    private final List<ConnectionActor.Command> early = new ArrayList<>(0);

    private Handshaking(ConnectionCore core) {
        super(core.context);
        this.core = core;
    }

    @Override
    public Behavior<ConnectionActor.Command> onMessage(ConnectionActor.Command command) {
        return switch (command) {
            case ConnectionActor.FromLink event -> onLink(event.event());
            case ConnectionActor.SignatureDone done -> onSignatureDone(done.result());
            case ConnectionActor.Signal signal -> onSignal(signal);
            case ConnectionActor.Admit admit -> onAdmit(admit);
            case ConnectionActor.Close close -> Draining.close(core, close.reason(), close.grace(), early);
            case ConnectionActor.Send send -> onEarly(send);
            case ConnectionActor.SendBatch batch -> onEarly(batch);
            case ConnectionActor.Inspect question -> onInspect(question);
            case ConnectionActor.Challenge challenge -> this;
            case ConnectionActor.Reclassified changed -> this;
            case ConnectionActor.UseConsumers use -> this;
            case ConnectionActor.StreamTurned turned -> this;
            case ConnectionActor.StreamLent lent -> this;
            case ConnectionActor.CreditGiven given -> this;
            case ConnectionActor.StreamStopped stopped -> this;
        };
    }

    private Behavior<ConnectionActor.Command> onLink(LinkEvent event) {
        switch (event) {
            case LinkEvent.Received received -> {
                machine.heard();
                core.received(received.bytes());
            }
            case LinkEvent.Writable writable -> core.flush();
            case LinkEvent.Closed closed -> {
                return Draining.linkClosed(core, machine.explained(closed, core.birth.direction()), early);
            }
        }
        return next();
    }

    private Behavior<ConnectionActor.Command> onSignatureDone(Result result) {
        core.signatureDone(result);
        return next();
    }

    private Behavior<ConnectionActor.Command> onSignal(ConnectionActor.Signal signal) {
        switch (signal) {
            case FLUSH -> core.flush();
            case TICK -> core.tick();
            case RECLAIM -> core.session.reclaimed();
        }
        return next();
    }

    private Behavior<ConnectionActor.Command> onAdmit(ConnectionActor.Admit admit) {
        return Established.begin(core, admit, early);
    }

    /** Consumers hear of the admission before this actor does, so what they send may come first. The send gate bounds it. */
    private Behavior<ConnectionActor.Command> onEarly(ConnectionActor.Command command) {
        early.add(command);
        return this;
    }

    /** Consumers hear of the admission first, and may ask at once. */
    private Behavior<ConnectionActor.Command> onInspect(ConnectionActor.Inspect question) {
        question.replyTo().tell(ConnectionState.of(core.birth.id(), core.session));
        return this;
    }

    private Behavior<ConnectionActor.Command> next() {
        SessionFailure failure = core.failure();
        Authenticated proven = core.authenticated();
        switch (machine.next(failure != null, proven != null)) {
            case NOTHING -> {}
            case REPORT_PEER -> report(Objects.requireNonNull(proven));
            case END -> {
                return Draining.close(core, Objects.requireNonNull(failure).reason(), Duration.ZERO, early);
            }
        }
        if (machine.isWaiting()) {
            int held = core.session.heldBytes();
            core.suspendReading(machine.pausesReading(held));
            if (machine.hasSpoken(held)) {
                core.spoken();
            }
        }
        core.schedule(Long.MAX_VALUE);
        return this;
    }

    private void report(Authenticated proven) {
        core.environment
                .admission()
                .tell(new ConnectionReport.Authenticated(
                        core.birth.id(), proven.peer(), proven.sent(), proven.common(), proven.answeredAtNanos()));
    }

    @Override
    public Behavior<ConnectionActor.Command> onSignal(Signal signal) {
        if (signal instanceof PostStop) {
            core.release();
        }
        return this;
    }
}
