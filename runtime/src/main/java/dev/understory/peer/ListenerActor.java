package dev.understory.peer;

import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvents;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import dev.understory.transport.ListenEvent;
import dev.understory.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 * Keeps a listener running: says with a typed failure that it could not start or has died, and tries again after a delay
 * that doubles up to a limit. Accepted links go to the peer set.
 */
public final class ListenerActor extends AbstractMatchingBehavior<ListenerActor.Command> {
    /** The wait after the first failure in a row. */
    static final Duration FIRST_RETRY = Duration.ofSeconds(1);

    /** The longest wait. */
    static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

    /** What a listener hears. */
    public sealed interface Command {}

    /** Asks what came of listening; answered once a try has ended. */
    public record WhenListening(ActorRef<ListenOutcome> replyTo) implements Command {}

    /** Accept no more links, and stop. */
    public record Stop() implements Command {}

    private record FromTransport(ListenEvent event) implements Command {}

    private record Retry() implements Command {}

    /** A listener at {@code local} that starts at once. After a defect it starts again. */
    public static Behavior<Command> create(
            Transport transport, Endpoint local, ConnectionEvents events, ActorRef<PeerSetActor.Command> peers) {
        Behavior<Command> listening = Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new ListenerActor(context, timers, transport, local, events, peers)));
        return Supervision.restart("listener", events, Command.class, listening);
    }

    private final Transport transport;
    private final Endpoint local;
    private final ConnectionEvents events;
    private final ActorRef<PeerSetActor.Command> peers;
    private final TimerScheduler<Command> timers;
    private final ActorRef<ListenEvent> fromTransport;
    private final List<ActorRef<ListenOutcome>> asking = new ArrayList<>(1);
    private Duration retry = FIRST_RETRY;
    private ListenEvent.@Nullable Listener listener;
    private @Nullable ListenOutcome outcome;

    private ListenerActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Transport transport,
            Endpoint local,
            ConnectionEvents events,
            ActorRef<PeerSetActor.Command> peers) {
        super(context);
        this.timers = timers;
        this.transport = transport;
        this.local = local;
        this.events = events;
        this.peers = peers;
        this.fromTransport = context.messageAdapter(ListenEvent.class, FromTransport::new);
        timers.startSingleTimer(new Retry(), Duration.ZERO);
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        return switch (command) {
            case FromTransport event -> onEvent(event.event());
            case Retry again -> onRetry();
            case WhenListening question -> onWhenListening(question.replyTo());
            case Stop stop -> Behaviors.stopped();
        };
    }

    private Behavior<Command> onRetry() {
        transport.listen(local, fromTransport);
        return this;
    }

    private Behavior<Command> onEvent(ListenEvent event) {
        switch (event) {
            case ListenEvent.Accepted accepted -> onAccepted(accepted.link());
            case ListenEvent.Shed shed ->
                events.emit(new ConnectionEvent.LinkRefused(shed.remote(), CloseReason.NO_DESCRIPTORS));
            case ListenEvent.Listening listening -> {
                listener = listening.listener();
                retry = FIRST_RETRY;
                events.emit(new ConnectionEvent.Listening(listening.local()));
                settle(new ListenOutcome.Listening(listening.local()));
            }
            case ListenEvent.ListenFailed failed -> {
                listener = null;
                events.emit(new ConnectionEvent.ListenFailed(local, failed.detail(), retry.toNanos()));
                settle(new ListenOutcome.Failed(local, failed.detail()));
                timers.startSingleTimer(new Retry(), retry);
                Duration doubled = retry.multipliedBy(2);
                retry = doubled.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : doubled;
            }
        }
        return this;
    }

    private void onAccepted(Link link) {
        peers.tell(new PeerSetActor.Accepted(link));
    }

    private Behavior<Command> onWhenListening(ActorRef<ListenOutcome> replyTo) {
        if (outcome != null) {
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

    @Override
    public Behavior<Command> onSignal(Signal signal) {
        boolean ends = signal instanceof PostStop || signal instanceof PreRestart;
        if (ends && listener != null) {
            listener.close();
            listener = null;
        }
        if (ends) {
            asking.forEach(replyTo -> replyTo.tell(new ListenOutcome.Failed(local, "the listener has failed")));
            asking.clear();
        }
        return this;
    }
}
