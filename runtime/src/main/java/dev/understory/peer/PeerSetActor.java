package dev.understory.peer;

import dev.understory.connection.ConnectionReport;
import dev.understory.connection.Delivery;
import dev.understory.handshake.LocalIdentity;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Link;
import dev.understory.transport.LookupEvent;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The connections of a node: who may have one, and which. The only actor that decides on admission, so all that happens to
 * a peer passes through it in one order. A defect on a message ends the connection that the message is about, and {@link
 * PeerSetRepair} sees to everything else. It lives on the node's dispatcher and hears of a connection four times: that its
 * peer is proven and has begun to speak, that it has ended, and that its actor has stopped.
 */
public final class PeerSetActor extends AbstractMatchingBehavior<PeerSetActor.Command> {
    /** What the peer set hears: what the node was asked for, and what happens. */
    public sealed interface Command permits NodeCommand.ForPeers, Stop, Event {}

    /** Close everything, with {@code deadline} for what is queued, and stop. */
    public record Stop(Duration deadline) implements Command {}

    /** What happened. */
    sealed interface Event extends Command {}

    /** The listener has accepted a link. */
    record Accepted(Link link) implements Event {}

    /** A dial has ended. */
    record Dialed(long id, DialEvent event) implements Event {}

    /** A host name was looked up, for the dial of that id or for none. */
    record LookedUp(long id, LookupEvent event) implements Event {}

    /** It is time to look names up again. */
    record NamesDue() implements Event {}

    /** A connection has something to tell. */
    record Reported(ConnectionReport report) implements Event {}

    /** A connection's actor has stopped; without {@link ConnectionReport.Ended} before it, by a defect. */
    record ConnectionStopped(long id) implements Event {}

    /** A peer wants to be dialled. */
    record DialWanted(long entry) implements Event {}

    /** A peer's actor has stopped. */
    record PeerStopped(long entry) implements Event {}

    /** A consumer has stopped. */
    record ConsumerStopped(ActorRef<Delivery> consumer) implements Event {}

    record StopTimeOver() implements Event {}

    /** The peer set of a node. It begins to dial at once. */
    public static Behavior<Command> create(
            PeerPorts ports, LocalIdentity identity, PeerSettings settings, KnownPeers known) {
        Behavior<Command> running = Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            PeerSet set = new PeerSet(
                    context, ports, identity, settings, known, delay -> timers.startSingleTimer(new NamesDue(), delay));
            set.begin(known);
            return new PeerSetActor(context, timers, set);
        }));
        return Supervision.resume("peer set", ports.events(), Command.class, running);
    }

    private final PeerSet set;
    private final TimerScheduler<Command> timers;
    private boolean stopping;

    private PeerSetActor(ActorContext<Command> context, TimerScheduler<Command> timers, PeerSet set) {
        super(context);
        this.timers = timers;
        this.set = set;
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        if (command instanceof StopTimeOver) {
            return Behaviors.stopped();
        }
        long firstId = set.nextConnection;
        try {
            handle(command);
        } catch (RuntimeException | AssertionError defect) {
            set.repair.after(command, firstId, defect, () -> handle(command));
        }
        return stopping && set.isEmpty() ? Behaviors.stopped() : this;
    }

    private void handle(Command command) {
        switch (command) {
            case Accepted accepted -> set.accepted(accepted.link());
            case Dialed dialed -> set.dialed(dialed.id(), dialed.event());
            case LookedUp answer -> set.lookedUp(answer.id(), answer.event());
            case NamesDue due -> set.namesDue();
            case Reported reported -> onReport(reported.report());
            case ConnectionStopped stopped -> set.connectionStopped(stopped.id());
            case DialWanted wanted -> set.dials.wanted(wanted.entry());
            case PeerStopped stopped -> set.peerStopped(stopped.entry());
            case NodeCommand.Dial dial -> set.dial(dial);
            case NodeCommand.SetMustConnect must -> set.setMustConnect(must.peers());
            case NodeCommand.Disconnect disconnect -> set.sanction((by, now) -> by.disconnect(disconnect.peer()));
            case NodeCommand.Report report -> set.sanction((by, now) -> by.report(report.peer(), report.offence()));
            case NodeCommand.Ban ban -> set.sanction((by, now) -> by.ban(ban.subject(), ban.duration(), now));
            case NodeCommand.Unban unban -> set.sanction((by, now) -> by.unban(unban.subject(), now));
            case NodeCommand.GetPeers question -> question.replyTo().tell(set.peers());
            case NodeCommand.Send send -> set.traffic.send(send);
            case NodeCommand.Broadcast broadcast -> set.traffic.broadcast(broadcast);
            case NodeCommand.Subscribe subscribe -> set.traffic.subscribe(subscribe.topics(), subscribe.consumer());
            case ConsumerStopped stopped -> set.traffic.unsubscribe(stopped.consumer());
            case Stop stop -> onStop(stop);
            case NodeCommand.Audit question -> question.replyTo().tell(set.repair.broken());
            case StopTimeOver over -> {
                // It ends the actor, and nothing is left to do.
            }
        }
    }

    private void onReport(ConnectionReport report) {
        switch (report) {
            case ConnectionReport.Authenticated proven -> set.authenticated(proven.id(), proven.peer(), proven.sent());
            case ConnectionReport.Spoken spoken -> set.spoken(spoken.id());
            case ConnectionReport.Stood stood -> set.stood(stood.id(), stood.newcomer(), stood.alive());
            case ConnectionReport.Ended ended -> set.ended(ended.id(), ended.reason(), ended.detail());
        }
    }

    private void onStop(Stop stop) {
        stopping = true;
        timers.startSingleTimer(new StopTimeOver(), stop.deadline().plus(PeerSet.LAST_SECONDS));
        set.stop(stop.deadline());
    }
}
