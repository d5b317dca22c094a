package dev.understory.transport;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * One dial over any {@link Transport}: looks the host up if it is a name, tries its addresses one after the other, each with its
 * share of the time that is left, and starts for the link that opens the behaviour that a function gives for it, on the link's
 * dispatcher. What is demanded of that behaviour is what {@link Acceptor} demands. The dialer ends with it.
 */
public final class Dialer extends AbstractMatchingBehavior<Dialer.Command> {
    /** What it hears; nothing from outside. */
    public sealed interface Command {}

    private record Looked(LookupEvent event) implements Command {}

    private record Dialled(DialEvent event) implements Command {}

    private record Ended() implements Command {}

    /**
     * A dial that begins at once.
     *
     * @param timeout for all of it
     * @param failed hears why no link opened; on the dialer's dispatcher
     */
    public static Behavior<Command> create(
            Transport transport,
            NodeClock clock,
            Endpoint remote,
            Duration timeout,
            Function<Link, ? extends Behavior<?>> behavior,
            Consumer<DialEvent.DialFailed> failed) {
        return Behaviors.setup(context -> {
            Dialer dialer = new Dialer(context, transport, clock, remote, timeout, behavior, failed);
            return dialer.begin(timeout);
        });
    }

    private final ActorContext<Command> context;
    private final Transport transport;
    private final NodeClock clock;
    private final Endpoint remote;
    private final Function<Link, ? extends Behavior<?>> behavior;
    private final Consumer<DialEvent.DialFailed> failed;
    private final ActorRef<DialEvent> dialled;
    private final long deadlineNanos;
    private List<String> addresses = List.of();
    private int next;

    private Dialer(
            ActorContext<Command> context,
            Transport transport,
            NodeClock clock,
            Endpoint remote,
            Duration timeout,
            Function<Link, ? extends Behavior<?>> behavior,
            Consumer<DialEvent.DialFailed> failed) {
        super(context);
        this.context = context;
        this.transport = transport;
        this.clock = clock;
        this.remote = remote;
        this.behavior = behavior;
        this.failed = failed;
        this.dialled = context.messageAdapter(DialEvent.class, Dialled::new);
        this.deadlineNanos = clock.nowNanos() + timeout.toNanos();
    }

    private Behavior<Command> begin(Duration timeout) {
        if (transport.isAddress(remote.host())) {
            addresses = List.of(remote.host());
            return tryNext();
        }
        transport.lookUp(remote.host(), timeout, context.messageAdapter(LookupEvent.class, Looked::new));
        return this;
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        return switch (command) {
            case Looked looked -> onLooked(looked.event());
            case Dialled event -> onDialled(event.event());
            case Ended ended -> Behaviors.stopped();
        };
    }

    private Behavior<Command> onLooked(LookupEvent event) {
        return switch (event) {
            case LookupEvent.Found found -> {
                addresses = found.addresses();
                yield tryNext();
            }
            case LookupEvent.NotFound none ->
                fail(new DialEvent.DialFailed(remote, DialEvent.Reason.UNRESOLVED, none.detail()));
        };
    }

    private Behavior<Command> tryNext() {
        long left = deadlineNanos - clock.nowNanos();
        Duration share = Duration.ofNanos(Math.max(1, left / (addresses.size() - next)));
        Endpoint address = new Endpoint(addresses.get(next), remote.port());
        next++;
        transport.dial(address, share, dialled);
        return this;
    }

    private Behavior<Command> onDialled(DialEvent event) {
        return switch (event) {
            case DialEvent.Opened opened -> {
                context.watchWith(LinkOwner.start(context, "link", opened.link(), behavior), new Ended());
                yield this;
            }
            case DialEvent.DialFailed last ->
                next < addresses.size() && clock.nowNanos() < deadlineNanos
                        ? tryNext()
                        : fail(new DialEvent.DialFailed(remote, last.reason(), last.detail()));
        };
    }

    private Behavior<Command> fail(DialEvent.DialFailed why) {
        try {
            failed.accept(why);
        } catch (RuntimeException | AssertionError | LinkageError defect) {
            context.getLog().error("whoever waits for a dial has failed on {}", why, defect);
        }
        return Behaviors.stopped();
    }
}
