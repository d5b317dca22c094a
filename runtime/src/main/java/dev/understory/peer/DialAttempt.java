package dev.understory.peer;

import dev.understory.admission.DialPlan;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvents;
import dev.understory.transport.DialEvent;
import dev.understory.transport.DialEvent.DialFailed;
import dev.understory.transport.Endpoint;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * One dial: tries the addresses of a host as its {@link DialPlan} says, until one answers. An actor of its own, so that a
 * defect of the transport costs this dial and no other.
 */
final class DialAttempt {
    private final ActorContext<DialEvent> context;
    private final DialerActor.Dial dial;
    private final PeerPorts ports;
    private final ConnectionEvents events;
    private final ActorRef<PeerSetActor.Command> peers;

    static Behavior<DialEvent> create(
            DialerActor.Dial dial,
            PeerPorts ports,
            ConnectionEvents events,
            Duration timeout,
            ActorRef<PeerSetActor.Command> peers) {
        return Behaviors.setup(context -> {
            DialAttempt attempt = new DialAttempt(context, dial, ports, events, peers);
            return attempt.guarded(() -> attempt.begin(timeout));
        });
    }

    private DialAttempt(
            ActorContext<DialEvent> context,
            DialerActor.Dial dial,
            PeerPorts ports,
            ConnectionEvents events,
            ActorRef<PeerSetActor.Command> peers) {
        this.context = context;
        this.dial = dial;
        this.ports = ports;
        this.events = events;
        this.peers = peers;
    }

    /** Whatever fails in a step, the dial has an outcome. */
    private Behavior<DialEvent> guarded(Supplier<Behavior<DialEvent>> step) {
        try {
            return step.get();
        } catch (RuntimeException | AssertionError | LinkageError defect) {
            Behavior<DialEvent> over = end(new DialFailed(dial.remote(), DialEvent.Reason.LOCAL, defect.toString()));
            events.emit(new ConnectionEvent.Defect("dialer", "a dial failed: " + defect));
            return over;
        }
    }

    private Behavior<DialEvent> begin(Duration timeout) {
        long now = ports.clock().nowNanos();
        DialPlan plan = new DialPlan(dial.remote(), dial.addresses(), timeout, now);
        return carryOut(plan.begin(now), plan);
    }

    private Behavior<DialEvent> carryOut(DialPlan.Step step, DialPlan plan) {
        return switch (step) {
            case DialPlan.Step.Try(Endpoint address, Duration share) -> {
                ports.transport().dial(address, share, context.getSelf());
                yield Behaviors.receiveMessage(event -> guarded(() -> onEvent(event, plan)));
            }
            case DialPlan.Step.GiveUp(DialFailed outcome) -> end(outcome);
        };
    }

    private Behavior<DialEvent> onEvent(DialEvent event, DialPlan plan) {
        return switch (event) {
            case DialEvent.Opened opened -> end(opened);
            case DialFailed failed -> carryOut(plan.failed(failed, ports.clock().nowNanos()), plan);
        };
    }

    private Behavior<DialEvent> end(DialEvent outcome) {
        peers.tell(new PeerSetActor.Dialed(dial.id(), outcome));
        return Behaviors.stopped();
    }
}
