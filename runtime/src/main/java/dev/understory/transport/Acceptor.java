package dev.understory.transport;

import dev.understory.limits.AddressGroup;
import dev.understory.limits.NetworkAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Listens at one endpoint of any {@link Transport} and has each link that is accepted dealt with as its {@link Admission} says:
 * by a behaviour of its own within limits, or by somebody else who judges. It knows no protocol.
 *
 * <p>Where it cannot listen it tries again, after a pause that doubles up to a limit.
 */
public final class Acceptor extends AbstractMatchingBehavior<Acceptor.Command> {
    /** The wait after the first failure in a row. */
    public static final Duration FIRST_RETRY = Duration.ofSeconds(1);

    /** The longest wait. */
    public static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

    /** After the end of listening, for links that are on their way here: they are refused, not forgotten. */
    static final Duration GRACE = Duration.ofSeconds(1);

    private static final int IPV4_BITS = 32;
    /** A household or a machine has this much of IPv6 to itself. */
    private static final int IPV6_PREFIX = 64;

    /**
     * How many links may be open at a time; those beyond are refused.
     *
     * @param links of all
     * @param linksPerHost of those from one address (IPv6: from one network of 64 bits)
     */
    public record Limits(int links, int linksPerHost) {
        public Limits {
            if (links < 1 || linksPerHost < 1) {
                throw new IllegalArgumentException("at least one link must be allowed");
            }
        }
    }

    /** What becomes of an accepted link. */
    public sealed interface Admission {
        /**
         * Each has the behaviour that a function gives for it, on the link's dispatcher; those beyond the limits are refused, the
         * newest first to go. A behaviour attaches to its link, aborts it if it is stopped, and ends after it has heard {@link
         * LinkEvent.Closed}; its defects end it and its link, and nothing else.
         */
        record Bounded(Limits limits, Function<Link, ? extends Behavior<?>> behavior) implements Admission {}

        /**
         * Somebody else has rules of his own: he owns the link from then on, and starts a behaviour for it or refuses it.
         *
         * @param judge called on the acceptor's dispatcher; what he throws is the acceptor's defect
         */
        record Judged(Consumer<Link> judge) implements Admission {}
    }

    /** What it tells; on its own dispatcher, so that it must not block. */
    public sealed interface Event {
        /** Links are accepted at {@code local}. */
        record Listening(Endpoint local) implements Event {}

        /** Nothing is listening; the next try is after that pause. */
        record ListenFailed(Endpoint local, String detail, Duration retry) implements Event {}

        /** A link was refused. */
        record Refused(Endpoint remote, Refusal reason) implements Event {}

        /** The function that gives a link its behaviour has thrown; the link was refused. */
        record Defect(Endpoint remote, String detail) implements Event {}
    }

    /** Why a link was refused. */
    public enum Refusal {
        /** So many are open. */
        LINKS,
        /** So many are open from its host. */
        LINKS_PER_HOST,
        /** This node has no descriptor left for it. */
        NO_DESCRIPTORS
    }

    /** What it hears. */
    public sealed interface Command {}

    /** Asks what came of listening; answered once a try has ended. */
    public record WhenListening(ActorRef<ListenOutcome> replyTo) implements Command {}

    /** Accept no more links. Those that are open go on; it stops after the last of them, and once no new one can come. */
    public record Close() implements Command {}

    private record FromTransport(ListenEvent event) implements Command {}

    private record Try() implements Command {}

    private record Ended(AddressGroup host) implements Command {}

    private record Quiet() implements Command {}

    /** An acceptor that starts to listen at once, and gives each link a behaviour. */
    public static Behavior<Command> create(
            Transport transport,
            Endpoint local,
            Limits limits,
            Function<Link, ? extends Behavior<?>> behavior,
            Consumer<Event> events) {
        return create(transport, local, new Admission.Bounded(limits, behavior), events);
    }

    /** An acceptor that starts to listen at once. */
    public static Behavior<Command> create(
            Transport transport, Endpoint local, Admission admission, Consumer<Event> events) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new Acceptor(context, timers, transport, local, admission, events)));
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Transport transport;
    private final Endpoint local;
    private final Admission admission;
    private final Consumer<Event> events;
    private final ActorRef<ListenEvent> fromTransport;
    private final Map<AddressGroup, Integer> perHost = new HashMap<>();
    private final List<ActorRef<ListenOutcome>> asking = new ArrayList<>(1);
    private int open;
    private long started;
    /** Whether the transport is being asked to listen, and has not answered. */
    private boolean asked = true;

    private boolean closed;
    private boolean lingering;
    private Duration retry = FIRST_RETRY;
    private ListenEvent.@Nullable Listener listener;
    private @Nullable ListenOutcome outcome;

    private Acceptor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Transport transport,
            Endpoint local,
            Admission admission,
            Consumer<Event> events) {
        super(context);
        // Pekko would find it by a walk of the stack, at the first timer.
        context.setLoggerName(Acceptor.class);
        this.context = context;
        this.timers = timers;
        this.transport = transport;
        this.local = local;
        this.admission = admission;
        this.events = events;
        this.fromTransport = context.messageAdapter(ListenEvent.class, FromTransport::new);
        // As a message: what a transport throws then is a defect on a message, which a supervisor can report.
        timers.startSingleTimer(new Try(), Duration.ZERO);
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        return switch (command) {
            case FromTransport event -> onEvent(event.event());
            case Try now -> onTry();
            case WhenListening question -> onWhenListening(question.replyTo());
            case Ended ended -> onEnded(ended.host());
            case Close close -> onClose();
            case Quiet quiet -> onQuiet();
        };
    }

    private Behavior<Command> onEvent(ListenEvent event) {
        switch (event) {
            case ListenEvent.Accepted accepted -> onAccepted(accepted.link());
            case ListenEvent.Shed shed -> tell(new Event.Refused(shed.remote(), Refusal.NO_DESCRIPTORS));
            case ListenEvent.Listening listening -> onListening(listening);
            case ListenEvent.ListenFailed failed -> onListenFailed(failed.detail());
        }
        return next();
    }

    private void onListenFailed(String detail) {
        asked = false;
        listener = null;
        if (!closed) {
            settle(new ListenOutcome.Failed(local, detail));
            Duration pause = retry;
            timers.startSingleTimer(new Try(), pause);
            Duration doubled = pause.multipliedBy(2);
            retry = doubled.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : doubled;
            tell(new Event.ListenFailed(local, detail, pause));
        }
    }

    private void onListening(ListenEvent.Listening listening) {
        asked = false;
        listener = listening.listener();
        if (closed) {
            linger();
        } else {
            retry = FIRST_RETRY;
            tell(new Event.Listening(listening.local()));
            settle(new ListenOutcome.Listening(listening.local()));
        }
    }

    private void onAccepted(Link link) {
        if (closed) {
            link.refuse();
            return;
        }
        switch (admission) {
            case Admission.Judged elsewhere -> elsewhere.judge().accept(link);
            case Admission.Bounded bounded -> admit(link, bounded);
        }
    }

    private void admit(Link link, Admission.Bounded bounded) {
        NetworkAddress address = NetworkAddress.of(link.remote().host());
        AddressGroup host = AddressGroup.of(address, address.bits() == IPV4_BITS ? IPV4_BITS : IPV6_PREFIX);
        int ofHost = perHost.getOrDefault(host, 0);
        if (open >= bounded.limits().links()) {
            refuse(link, Refusal.LINKS);
        } else if (ofHost >= bounded.limits().linksPerHost()) {
            refuse(link, Refusal.LINKS_PER_HOST);
        } else {
            start(link, bounded.behavior(), host, ofHost);
        }
    }

    private void refuse(Link link, Refusal reason) {
        link.refuse();
        tell(new Event.Refused(link.remote(), reason));
    }

    private void start(Link link, Function<Link, ? extends Behavior<?>> behavior, AddressGroup host, int ofHost) {
        try {
            ActorRef<Void> owner = LinkOwner.start(context, "link-" + ++started, link, behavior);
            context.watchWith(owner, new Ended(host));
            open++;
            perHost.put(host, ofHost + 1);
        } catch (RuntimeException | AssertionError defect) {
            tell(new Event.Defect(link.remote(), defect.toString()));
        }
    }

    /** A listener of events that fails is its own business: the links go on. */
    private void tell(Event event) {
        try {
            events.accept(event);
        } catch (RuntimeException | AssertionError | LinkageError defect) {
            context.getLog().error("the listener of an acceptor's events has failed on {}", event, defect);
        }
    }

    private Behavior<Command> onTry() {
        if (closed) {
            asked = false;
            return next();
        }
        asked = true;
        transport.listen(local, fromTransport);
        return this;
    }

    private Behavior<Command> onWhenListening(ActorRef<ListenOutcome> replyTo) {
        if (closed) {
            replyTo.tell(new ListenOutcome.NotListening());
        } else if (outcome != null) {
            replyTo.tell(outcome);
        } else {
            asking.add(replyTo);
        }
        return this;
    }

    private void settle(ListenOutcome settled) {
        outcome = settled;
        asking.forEach(replyTo -> replyTo.tell(settled));
        asking.clear();
    }

    private Behavior<Command> onEnded(AddressGroup host) {
        open--;
        perHost.computeIfPresent(host, (key, count) -> count > 1 ? count - 1 : null);
        return next();
    }

    private Behavior<Command> onClose() {
        closed = true;
        settle(new ListenOutcome.NotListening());
        linger();
        return next();
    }

    private void linger() {
        if (listener != null) {
            closeListener();
            lingering = true;
            timers.startSingleTimer(new Quiet(), GRACE);
        }
    }

    private Behavior<Command> onQuiet() {
        lingering = false;
        return next();
    }

    private Behavior<Command> next() {
        return closed && open == 0 && !asked && !lingering ? Behaviors.stopped() : this;
    }

    private void closeListener() {
        if (listener != null) {
            listener.close();
            listener = null;
        }
    }

    @Override
    public Behavior<Command> onSignal(Signal signal) {
        if (signal instanceof PostStop || signal instanceof PreRestart) {
            closeListener();
            asking.forEach(replyTo -> replyTo.tell(new ListenOutcome.Failed(local, "the listener has failed")));
            asking.clear();
        }
        return this;
    }
}
