package dev.understory.transport.tls;

import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** One dial of a {@link TlsTransport}: waits for the link, then has its handshake done in what is left of the time. */
final class TlsDial implements TlsReport {
    private final TlsEnvironment environment;
    private final Endpoint remote;
    private final ActorRef<DialEvent> replyTo;

    private TlsDial(TlsEnvironment environment, Endpoint remote, ActorRef<DialEvent> replyTo) {
        this.environment = environment;
        this.remote = remote;
        this.replyTo = replyTo;
    }

    static Behavior<DialEvent> create(
            TlsTransport.Below below, TlsKeeper.Dial dial, ActorRef<TlsKeeper.Command> keeper) {
        return Behaviors.setup(context -> {
            TlsEnvironment environment = below.environment();
            TlsDial report = new TlsDial(environment, dial.remote(), dial.replyTo());
            long deadline = dial.begunNanos() + dial.timeout().toNanos();
            below.transport().dial(dial.remote(), dial.timeout(), context.getSelf());
            return Behaviors.receiveMessage(event -> {
                if (event instanceof DialEvent.Opened opened) {
                    Duration left = Duration.ofNanos(
                            Math.max(0, deadline - environment.clock().nowNanos()));
                    keeper.tell(new TlsKeeper.Carry(opened.link(), dial.expected(), left, report));
                } else {
                    dial.replyTo().tell(event);
                }
                return Behaviors.stopped();
            });
        });
    }

    @Override
    public void secured(TlsLink link) {
        replyTo.tell(new DialEvent.Opened(link));
    }

    @Override
    public void failed(TlsProblem problem) {
        DialEvent.Reason reason =
                problem.failure() == TlsFailure.TIMEOUT ? DialEvent.Reason.TIMEOUT : DialEvent.Reason.NOT_SECURED;
        replyTo.tell(new DialEvent.DialFailed(remote, reason, remote + ": " + problem));
        environment.tell(new TlsEvent.HandshakeFailed(remote, true, problem));
    }

    @Override
    public void released() {}
}
