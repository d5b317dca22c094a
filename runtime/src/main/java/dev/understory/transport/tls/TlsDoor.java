package dev.understory.transport.tls;

import dev.understory.limits.AddressGroup;
import dev.understory.limits.NetworkAddress;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import dev.understory.transport.ListenEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * One listener of a {@link TlsTransport}: lets as many links as allowed into their handshake, refuses those beyond, and hands
 * on what is secured. A link counts until its owner has attached to it, or it has ended.
 */
final class TlsDoor extends AbstractMatchingBehavior<TlsDoor.Command> {
    private static final int IPV4_BITS = 32;
    /** A household or a machine has this much of IPv6 to itself. */
    private static final int IPV6_PREFIX = 64;

    /** After the end of listening, for links that are on their way here: they are refused, not forgotten. */
    static final Duration GRACE = Duration.ofSeconds(1);

    /** What it hears. */
    sealed interface Command {}

    private record FromBelow(ListenEvent event) implements Command {}

    /** A handshake is over, and well. */
    private record Secured(TlsLink link) implements Command {}

    /** A link counts no longer. */
    private record Released(AddressGroup host) implements Command {}

    /** No more links are wanted. */
    private record Close() implements Command {}

    /** None comes any more. */
    private record Quiet() implements Command {}

    static Behavior<Command> create(
            TlsTransport.Below below, Endpoint local, ActorRef<ListenEvent> owner, ActorRef<TlsKeeper.Command> keeper) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new TlsDoor(context, timers, below, local, owner, keeper)));
    }

    private final TimerScheduler<Command> timers;
    private final TlsEnvironment environment;
    private final ActorRef<ListenEvent> owner;
    private final ActorRef<TlsKeeper.Command> keeper;
    private final ActorRef<Command> self;
    private final Map<AddressGroup, Integer> perHost = new HashMap<>();
    private int handshakes;
    private boolean closed;
    private boolean quiet;

    private TlsDoor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            TlsTransport.Below below,
            Endpoint local,
            ActorRef<ListenEvent> owner,
            ActorRef<TlsKeeper.Command> keeper) {
        super(context);
        this.timers = timers;
        this.environment = below.environment();
        this.owner = owner;
        this.keeper = keeper;
        this.self = context.getSelf();
        below.transport().listen(local, context.messageAdapter(ListenEvent.class, FromBelow::new));
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        return switch (command) {
            case FromBelow event -> onEvent(event.event());
            case Secured secured -> onSecured(secured.link());
            case Released released -> onReleased(released.host());
            case Close close -> onClose();
            case Quiet none -> onQuiet();
        };
    }

    private Behavior<Command> onEvent(ListenEvent event) {
        return switch (event) {
            case ListenEvent.Accepted accepted -> onAccepted(accepted.link());
            case ListenEvent.Shed shed -> {
                owner.tell(shed);
                yield this;
            }
            case ListenEvent.Listening listening -> {
                ActorRef<Command> door = self;
                owner.tell(new ListenEvent.Listening(listening.local(), () -> {
                    listening.listener().close();
                    door.tell(new Close());
                }));
                yield this;
            }
            case ListenEvent.ListenFailed failed -> {
                owner.tell(failed);
                yield Behaviors.stopped();
            }
        };
    }

    private Behavior<Command> onAccepted(Link link) {
        NetworkAddress address = NetworkAddress.of(link.remote().host());
        AddressGroup host = AddressGroup.of(address, address.bits() == IPV4_BITS ? IPV4_BITS : IPV6_PREFIX);
        TlsLimits limits = environment.tls().settings().limits();
        int ofHost = perHost.getOrDefault(host, 0);
        if (closed) {
            link.refuse();
        } else if (handshakes >= limits.handshakes()) {
            refuse(link, TlsEvent.Cap.HANDSHAKES);
        } else if (ofHost >= limits.handshakesPerHost()) {
            refuse(link, TlsEvent.Cap.HANDSHAKES_PER_HOST);
        } else {
            handshakes++;
            perHost.put(host, ofHost + 1);
            keeper.tell(new TlsKeeper.Carry(link, null, limits.handshakeTime(), new Report(link.remote(), host)));
        }
        return this;
    }

    private void refuse(Link link, TlsEvent.Cap cap) {
        link.refuse();
        environment.tell(new TlsEvent.Refused(link.remote(), cap));
    }

    private Behavior<Command> onSecured(TlsLink link) {
        if (closed) {
            link.refuse();
        } else {
            owner.tell(new ListenEvent.Accepted(link));
        }
        return this;
    }

    private Behavior<Command> onReleased(AddressGroup host) {
        handshakes--;
        perHost.computeIfPresent(host, (key, count) -> count > 1 ? count - 1 : null);
        return next();
    }

    private Behavior<Command> onClose() {
        if (!closed) {
            closed = true;
            timers.startSingleTimer(new Quiet(), GRACE);
        }
        return this;
    }

    private Behavior<Command> onQuiet() {
        quiet = true;
        return next();
    }

    private Behavior<Command> next() {
        return quiet && handshakes == 0 ? Behaviors.stopped() : this;
    }

    /** Called where the link lives. */
    private final class Report implements TlsReport {
        private final Endpoint remote;
        private final AddressGroup host;

        Report(Endpoint remote, AddressGroup host) {
            this.remote = remote;
            this.host = host;
        }

        @Override
        public void secured(TlsLink link) {
            self.tell(new Secured(link));
        }

        @Override
        public void failed(TlsProblem problem) {
            environment.tell(new TlsEvent.HandshakeFailed(remote, false, problem));
        }

        @Override
        public void released() {
            self.tell(new Released(host));
        }
    }
}
