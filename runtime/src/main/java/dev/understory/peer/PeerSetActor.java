package dev.understory.peer;

import dev.understory.connection.ConnectionReport;
import dev.understory.connection.Delivery;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.Offence;
import dev.understory.session.PeerInfo;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Link;
import dev.understory.transport.LookupEvent;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a node: who may have one, and which. The only actor that decides on admission, so all that happens to
 * a peer passes through it in one order. A defect on a message ends the connection that the message is about, and {@link
 * PeerSetRepair} sees to everything else. It lives on the node's dispatcher and hears of a connection four times: that its
 * peer is proven and has begun to speak, that it has ended, and that its actor has stopped.
 */
public final class PeerSetActor extends AbstractMatchingBehavior<PeerSetActor.Command> {
    /** What the peer set hears. */
    public sealed interface Command {}

    /** Dial an address; see the node's command of that name. */
    public record Dial(
            PeerAddress address,
            boolean strict,
            boolean keep,
            @Nullable ActorRef<DialOutcome> replyTo) implements Command {}

    /** Replaces the must-connect peers. */
    public record SetMustConnect(List<PeerAddress> peers) implements Command {}

    /** Closes the connection to a peer. */
    public record Disconnect(PublicKey peer) implements Command {}

    /** A peer did that, as whoever reads its messages has found. */
    public record Report(PublicKey peer, Offence offence) implements Command {}

    /** Bans and closes; {@code duration} null means without end. */
    public record Ban(BanSubject subject, @Nullable Duration duration) implements Command {}

    /** Lifts a ban. */
    public record Unban(BanSubject subject) implements Command {}

    /** Asks for the peers admitted now, oldest first. */
    public record GetPeers(ActorRef<List<PeerInfo>> replyTo) implements Command {}

    /** Sends to one peer. */
    public record Send(
            PublicKey peer,
            Topic topic,
            Bytes payload,
            long token,
            @Nullable ActorRef<? super Delivery.SendCompleted> replyTo)
            implements Command {}

    /** Sends to all admitted peers but those. */
    public record Broadcast(Topic topic, Bytes payload, Collection<PublicKey> except) implements Command {}

    /** A consumer hears of peers and takes topics over. */
    public record Subscribe(Collection<Topic> topics, ActorRef<Delivery> consumer) implements Command {}

    /** Asks for the rules of {@link PeerSetRepair} that do not hold now, which should be none. */
    public record Audit(ActorRef<List<String>> replyTo) implements Command {}

    /** Close everything, with {@code deadline} for what is queued, and stop. */
    public record Stop(Duration deadline) implements Command {}

    /** The listener has accepted a link. */
    record Accepted(Link link) implements Command {}

    /** A dial has ended. */
    record Dialed(long id, DialEvent event) implements Command {}

    /** A host name was looked up, for the dial of that id or for none. */
    record LookedUp(long id, LookupEvent event) implements Command {}

    /** It is time to look names up again. */
    record NamesDue() implements Command {}

    /** A connection has something to tell. */
    record Reported(ConnectionReport report) implements Command {}

    /** A connection's actor has stopped; without {@link ConnectionReport.Ended} before it, by a defect. */
    record ConnectionStopped(long id) implements Command {}

    /** A peer wants to be dialled. */
    record DialWanted(long entry) implements Command {}

    /** A peer's actor has stopped. */
    record PeerStopped(long entry) implements Command {}

    /** A consumer has stopped. */
    record ConsumerStopped(ActorRef<Delivery> consumer) implements Command {}

    record StopTimeOver() implements Command {}

    /** The peer set of a node. It begins to dial at once. */
    public static Behavior<Command> create(PeerPorts ports, PeerSettings settings) {
        Behavior<Command> running = Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            PeerSet set =
                    new PeerSet(context, ports, settings, delay -> timers.startSingleTimer(new NamesDue(), delay));
            set.begin();
            return new PeerSetActor(context, timers, set);
        }));
        return Containment.resume("peer set", ports.events(), Command.class, running);
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
        long firstId = set.nextId();
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
            case DialWanted wanted -> set.dials().wanted(wanted.entry());
            case PeerStopped stopped -> set.peerStopped(stopped.entry());
            case Dial dial -> set.dial(dial);
            case SetMustConnect must -> set.setMustConnect(must.peers());
            case Disconnect disconnect -> set.sanctions().disconnect(disconnect.peer());
            case Report report -> set.sanctions().report(report.peer(), report.offence());
            case Ban ban -> set.sanctions().ban(ban.subject(), ban.duration());
            case Unban unban -> set.sanctions().unban(unban.subject());
            case GetPeers question -> question.replyTo().tell(set.peers());
            case Send send -> set.traffic().send(send);
            case Broadcast broadcast -> set.traffic().broadcast(broadcast);
            case Subscribe subscribe -> set.traffic().subscribe(subscribe.topics(), subscribe.consumer());
            case ConsumerStopped stopped -> set.traffic().unsubscribe(stopped.consumer());
            case Stop stop -> onStop(stop);
            case Audit question -> question.replyTo().tell(set.repair.broken());
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
