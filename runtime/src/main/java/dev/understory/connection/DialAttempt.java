package dev.understory.connection;

import dev.understory.transport.DialEvent;
import dev.understory.transport.DialEvent.DialFailed;
import dev.understory.transport.Endpoint;
import dev.understory.transport.NodeClock;
import dev.understory.transport.Transport;
import java.time.Duration;
import java.util.List;
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
    private final Transport transport;
    private final NodeClock clock;
    private final long deadline;
    private final ActorRef<PeerSetActor.Command> peers;
    private int next;

    static Behavior<DialEvent> create(
            DialerActor.Dial dial,
            Transport transport,
            NodeClock clock,
            Duration timeout,
            ActorRef<PeerSetActor.Command> peers) {
        return Behaviors.setup(
                context -> new DialAttempt(context, dial, transport, clock, timeout, peers).tryNext(timeout));
    }

    private DialAttempt(
            ActorContext<DialEvent> context,
            DialerActor.Dial dial,
            Transport transport,
            NodeClock clock,
            Duration timeout,
            ActorRef<PeerSetActor.Command> peers) {
        this.context = context;
        this.dial = dial;
        this.transport = transport;
        this.clock = clock;
        this.deadline = clock.nowNanos() + timeout.toNanos();
        this.peers = peers;
    }

    private Behavior<DialEvent> tryNext(Duration left) {
        List<Endpoint> addresses = dial.addresses();
        Endpoint address = addresses.get(next);
        Duration share = left.dividedBy(addresses.size() - next);
        next++;
        try {
            transport.dial(address, share, context.getSelf());
        } catch (RuntimeException | AssertionError | LinkageError defect) {
            return end(new DialFailed(address, DialEvent.Reason.LOCAL, defect.toString()));
        }
        return Behaviors.receiveMessage(this::onEvent);
    }

    private Behavior<DialEvent> onEvent(DialEvent event) {
        return switch (event) {
            case DialEvent.Opened opened -> end(opened);
            case DialFailed failed -> {
                long left = deadline - clock.nowNanos();
                yield next < dial.addresses().size() && left > 0
                        ? tryNext(Duration.ofNanos(left))
                        : end(new DialFailed(dial.remote(), failed.reason(), failed.detail() + suffix()));
            }
        };
    }

    /** What a person has to know who gave a name and reads of an address. */
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
