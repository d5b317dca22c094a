package dev.understory.peer;

import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvents;
import dev.understory.transport.DialEvent;
import dev.understory.transport.DialEvent.DialFailed;
import dev.understory.transport.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * One dial: the addresses of a host one after the other, each with its share of the time that is left, until one answers.
 * An actor of its own, so that a defect of the transport costs this dial and no other.
 */
final class DialAttempt {
    private final ActorContext<DialEvent> context;
    private final DialerActor.Dial dial;
    private final PeerPorts ports;
    private final ConnectionEvents events;
    private final ActorRef<PeerSetActor.Command> peers;
    private long deadline;
    private int next;

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
        deadline = ports.clock().nowNanos() + timeout.toNanos();
        return tryNext(timeout);
    }

    private Behavior<DialEvent> tryNext(Duration left) {
        List<Endpoint> addresses = dial.addresses();
        Endpoint address = addresses.get(next);
        Duration share = left.dividedBy(addresses.size() - next);
        next++;
        ports.transport().dial(address, share, context.getSelf());
        return Behaviors.receiveMessage(event -> guarded(() -> onEvent(event)));
    }

    private Behavior<DialEvent> onEvent(DialEvent event) {
        return switch (event) {
            case DialEvent.Opened opened -> end(opened);
            case DialFailed failed -> {
                long left = deadline - ports.clock().nowNanos();
                yield next < dial.addresses().size() && left > 0
                        ? tryNext(Duration.ofNanos(left))
                        : end(new DialFailed(dial.remote(), failed.reason(), failed.detail() + suffix()));
            }
        };
    }

    /** Says which host name an address belongs to, for people who gave the name; empty if they gave the address. */
    private String suffix() {
        boolean isNamed = !dial.addresses().get(0).host().equals(dial.remote().host());
        int count = dial.addresses().size();
        String which = count == 1 ? "the address" : "the last of " + next + " addresses";
        return isNamed ? " (" + which + " of " + dial.remote().host() + ")" : "";
    }

    private Behavior<DialEvent> end(DialEvent outcome) {
        peers.tell(new PeerSetActor.Dialed(dial.id(), outcome));
        return Behaviors.stopped();
    }
}
