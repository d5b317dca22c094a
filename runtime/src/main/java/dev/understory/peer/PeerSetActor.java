package dev.understory.peer;

import dev.understory.admission.PeerSet;
import dev.understory.admission.PlacesInUse;
import dev.understory.admission.Turnover;
import dev.understory.connection.ConnectionReport;
import dev.understory.connection.Delivery;
import dev.understory.crypto.RandomStream;
import dev.understory.handshake.LocalIdentity;
import dev.understory.peerbook.DialBackoff;
import dev.understory.reputation.KeptStanding;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvents;
import dev.understory.session.PeerInfo;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Link;
import dev.understory.transport.LookupEvent;
import dev.understory.transport.NodeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a node: all that happens to a peer passes through this actor in one order, so that one {@link PeerSet} can
 * decide on it, and {@link PeerSetActors} carries out what that wants. A defect on a message ends the connection that the message
 * is about, and {@link PeerSetRepair} sees to everything else. It lives on the node's dispatcher and hears of a connection a few
 * times in its life: that its peer is proven and has begun to speak, whether it stands a challenge, and that it has ended.
 */
public final class PeerSetActor extends AbstractMatchingBehavior<PeerSetActor.Command> {
    /** How long connections may take to end after a stop's deadline. */
    static final Duration LAST_SECONDS = Duration.ofSeconds(2);

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

    /** It is time to dial a peer. */
    record DialDue(long peer) implements Event {}

    /** A consumer has stopped. */
    record ConsumerStopped(ActorRef<Delivery> consumer) implements Event {}

    record StopTimeOver() implements Event {}

    /** What an earlier life of the node held for and against others. */
    record Restored(KeptStanding kept) implements Event {}

    /** It is time to keep what has changed of that. */
    record StandingWanted() implements Event {}

    /** Nobody keeps it any longer: the last is written, or the keeper has failed. */
    record KeeperStopped() implements Event {}

    /** The peer set of a node. It begins to dial at once. What it holds for and against others is kept in {@code store}, if there is one. */
    public static Behavior<Command> create(
            PeerPorts ports,
            ConnectionEvents events,
            LocalIdentity identity,
            PeerSettings settings,
            KnownPeers known,
            @Nullable StandingStore store) {
        Behavior<Command> running = Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            // Pekko would find it by a walk of the stack, at the first timer.
            context.setLoggerName(PeerSetActor.class);
            PeerSetActors actors = new PeerSetActors(context, ports, events, identity, settings, new Wakes(timers));
            PeerSet set = new PeerSet(
                    settings(identity, settings, known, ports), ports.clock().nowNanos(), ports.transport()::isAddress);
            set.begin(known.kept(), known.mustConnect());
            actors.carryOut(set.effects());
            if (store != null) {
                actors.keepStanding(store, ports.clock());
            }
            return new PeerSetActor(context, timers, ports.clock(), set, actors);
        }));
        return Supervision.resume("peer set", events, Command.class, running);
    }

    private static PeerSet.Settings settings(
            LocalIdentity identity, PeerSettings settings, KnownPeers known, PeerPorts ports) {
        return new PeerSet.Settings(
                identity.key().publicKey(),
                known.trusted(),
                known.banned(),
                settings.admission(),
                settings.reputation(),
                settings.autoBan(),
                settings.session().allowance(),
                settings.dial().firstDelay(),
                settings.dial().yield(),
                settings.dial().mustConnectDelay(),
                name -> backoff(settings.dial(), ports.entropy().stream("dial-backoff/" + name)),
                ports.entropy().stream("handshake-rates").nextLong());
    }

    private static DialBackoff backoff(DialSettings dial, RandomStream random) {
        return new DialBackoff(dial.firstDelay(), dial.maxDelay(), dial.factor(), dial.jitter(), random);
    }

    private final NodeClock clock;
    private final PeerSet set;
    private final PeerSetActors actors;
    private final Subscriptions subscriptions;
    private final PeerSetRepair repair;
    private final TimerScheduler<Command> timers;

    private PeerSetActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            NodeClock clock,
            PeerSet set,
            PeerSetActors actors) {
        super(context);
        this.clock = clock;
        this.timers = timers;
        this.set = set;
        this.actors = actors;
        this.subscriptions = new Subscriptions(context, set, actors);
        this.repair = new PeerSetRepair(set, actors);
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        if (command instanceof StopTimeOver) {
            return Behaviors.stopped();
        }
        long firstId = set.nextConnection();
        try {
            handle(command);
        } catch (RuntimeException | AssertionError defect) {
            repair.after(command, firstId, defect, () -> handle(command));
        }
        return set.isOver() && actors.areOver() ? Behaviors.stopped() : this;
    }

    private void handle(Command command) {
        try {
            tellTime();
            tell(command);
        } finally {
            actors.carryOut(set.effects());
        }
    }

    /** Where the clock fails, time stands still for one message. */
    private void tellTime() {
        try {
            set.at(clock.nowNanos());
        } catch (RuntimeException | AssertionError defect) {
            actors.events.emit(new ConnectionEvent.Defect("peer set", "the clock has failed: " + defect));
        }
    }

    private void tell(Command command) {
        switch (command) {
            case Accepted accepted -> onAccepted(accepted.link());
            case Dialed dialed -> onDialed(dialed.id(), dialed.event());
            case LookedUp answer -> set.lookedUp(answer.id(), answer.event());
            case NamesDue due -> set.namesDue();
            case Reported reported -> onReport(reported.report());
            case DialDue due -> set.dialDue(due.peer());
            case NodeCommand.Dial dial ->
                set.dial(dial.address(), dial.strict(), dial.keep(), actors.request(dial.replyTo()));
            case NodeCommand.Probe probe -> set.probe(probe.address(), actors.request(probe.replyTo()));
            case NodeCommand.SetMustConnect must -> answer(must.replyTo(), set.setMustConnect(must.peers()));
            case NodeCommand.ChangeMustConnect order ->
                answer(order.replyTo(), set.setMustConnect(order.of(set.mustConnect())));
            case NodeCommand.Reconfigure order ->
                answer(order.replyTo(), set.reconfigure(order.wish(set.mustConnect())));
            case NodeCommand.GetMustConnect question -> question.replyTo().tell(set.mustConnect());
            case NodeCommand.Disconnect disconnect -> set.disconnect(disconnect.peer());
            case NodeCommand.Report report -> set.report(report.peer(), report.offence());
            case NodeCommand.Commend commended -> set.credit(commended.peer(), commended.credit());
            case NodeCommand.GetIdlePeers question ->
                question.replyTo().tell(Turnover.of(set).idle(question.stay(), question.idle()));
            case NodeCommand.LetGo order -> Turnover.of(set).letGo(order.peer());
            case NodeCommand.Ban ban -> answer(ban.replyTo(), set.ban(ban.subject(), ban.duration()));
            case NodeCommand.Unban unban -> answer(unban.replyTo(), set.unban(unban.subject()));
            case NodeCommand.GetBans question -> question.replyTo().tell(set.bans());
            case Restored restored -> set.restore(restored.kept());
            case StandingWanted wanted -> actors.keep(set.kept());
            case KeeperStopped stopped -> actors.keeperStopped(set.isStopping());
            case NodeCommand.GetPlaces question -> question.replyTo().tell(PlacesInUse.of(set));
            case NodeCommand.GetPeers question -> question.replyTo().tell(peers());
            case NodeCommand.GetStandings question -> question.replyTo().tell(set.standings());
            case NodeCommand.Subscribe order -> subscriptions.begin(order.topics(), order.consumer());
            case ConsumerStopped stopped -> subscriptions.end(stopped.consumer());
            case Stop stop -> onStop(stop);
            case NodeCommand.Audit question -> question.replyTo().tell(repair.broken());
            case StopTimeOver over -> {
                // It ends the actor, and nothing is left to do.
            }
        }
    }

    private void onAccepted(Link link) {
        actors.arrived(link);
        set.accepted(link.remote(), link.local());
    }

    private void onDialed(long id, DialEvent event) {
        switch (event) {
            case DialEvent.Opened(Link link) -> {
                actors.arrived(link);
                set.dialed(id, link.remote(), link.local());
            }
            case DialEvent.DialFailed failed -> set.dialFailed(id, failed.reason(), failed.detail());
        }
    }

    private void onReport(ConnectionReport report) {
        switch (report) {
            case ConnectionReport.Authenticated proven ->
                set.authenticated(
                        proven.id(), proven.peer(), proven.sent().toArray(), proven.common(), proven.answeredAtNanos());
            case ConnectionReport.Spoken spoken -> set.spoken(spoken.id());
            case ConnectionReport.Stood stood -> set.stood(stood.id(), stood.newcomer(), stood.alive());
            case ConnectionReport.Failed failed -> {
                actors.connections.remove(failed.id());
                set.connectionFailed(failed.id());
            }
            case ConnectionReport.Ended ended -> {
                actors.connections.remove(ended.id());
                set.ended(ended.id(), ended.reason(), ended.detail());
            }
        }
    }

    private List<PeerInfo> peers() {
        List<PeerInfo> admitted = new ArrayList<>();
        for (long id : actors.connections.keySet()) {
            PeerInfo peer = set.peerOf(id);
            if (peer != null) {
                admitted.add(peer);
            }
        }
        return admitted;
    }

    private void onStop(Stop stop) {
        timers.startSingleTimer(new StopTimeOver(), stop.deadline().plus(LAST_SECONDS));
        actors.keepLast(set.kept());
        set.stop(stop.deadline());
    }

    private static <T> void answer(@Nullable ActorRef<T> replyTo, T answer) {
        if (replyTo != null) {
            replyTo.tell(answer);
        }
    }
}
