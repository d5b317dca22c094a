package dev.understory.transport.tls;

import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import dev.understory.transport.NodeClock;
import java.time.Duration;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * Owns the link below a {@link TlsLink} from its first byte to its end: carries what it says, the end of work and time to the
 * machine. Lives on the link's dispatcher, as the owner of the secured link does.
 */
final class TlsLinkActor extends AbstractMatchingBehavior<TlsLinkActor.Command> {
    /** What it hears. */
    sealed interface Command {}

    /** Something happened to the link below. */
    record FromLink(LinkEvent event) implements Command {}

    /** Messages without data. */
    enum Signal implements Command {
        /** The work is done. */
        WORKED,
        /** The work was refused. */
        OVERLOADED,
        /** The handshake's deadline may have come. */
        TICK,
        /** Nobody wants the link. */
        REFUSE
    }

    /**
     * The actor of a link that nobody owns yet.
     *
     * @param dialled whom the dial expected; null for an accepted link
     * @param allowed how long the handshake may take, if that is less than the limits say
     */
    static Behavior<Command> create(
            TlsEnvironment environment,
            Link below,
            @Nullable TlsExpectation dialled,
            Duration allowed,
            TlsReport report) {
        return Behaviors.setup(context -> {
            TlsLink link;
            try {
                link = new TlsLink(below, dialled, environment, report, context.getSelf());
            } catch (RuntimeException | AssertionError | LinkageError defect) {
                context.getLog().error("no TLS for the link to {}", below.remote(), defect);
                below.refuse();
                report.failed(new TlsProblem(TlsFailure.DEFECT, defect.toString()));
                report.released();
                return Behaviors.stopped();
            }
            return new TlsLinkActor(context, environment.clock(), link).begin(below, allowed);
        });
    }

    private final ActorContext<Command> context;
    private final NodeClock clock;
    private final TlsLink link;
    private @Nullable Cancellable timer;

    private TlsLinkActor(ActorContext<Command> context, NodeClock clock, TlsLink link) {
        super(context);
        this.context = context;
        this.clock = clock;
        this.link = link;
    }

    private Behavior<Command> begin(Link below, Duration allowed) {
        try {
            below.attach(context.getSelf(), FromLink::new);
            link.machine().start(clock.nowNanos(), allowed);
            return next();
        } catch (RuntimeException | AssertionError | LinkageError defect) {
            // It has not started, so that it would hear no PostStop.
            context.getLog().error("no TLS for the link to {}", below.remote(), defect);
            cancelTimer();
            link.dropped();
            return Behaviors.stopped();
        }
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        switch (command) {
            case FromLink event -> link.onEvent(event.event());
            case Signal signal -> onSignal(signal);
        }
        return next();
    }

    private void onSignal(Signal signal) {
        switch (signal) {
            case WORKED -> link.worked();
            case OVERLOADED -> link.machine().overloaded();
            case TICK -> {
                timer = null;
                link.machine().tick(clock.nowNanos());
            }
            case REFUSE -> link.close();
        }
    }

    private Behavior<Command> next() {
        if (link.isClosedBelow()) {
            cancelTimer();
            return Behaviors.stopped();
        }
        long deadline = link.machine().nextDeadlineNanos();
        if (deadline == Long.MAX_VALUE) {
            cancelTimer();
        } else if (timer == null) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - clock.nowNanos()));
            timer = context.scheduleOnce(left, context.getSelf(), Signal.TICK);
        }
        return this;
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    @Override
    public Behavior<Command> onSignal(org.apache.pekko.actor.typed.Signal signal) {
        if (signal instanceof PostStop) {
            cancelTimer();
            link.dropped();
        }
        return this;
    }
}
