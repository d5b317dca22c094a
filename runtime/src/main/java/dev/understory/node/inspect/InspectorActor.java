package dev.understory.node.inspect;

import dev.understory.connection.ConnectionActor;
import dev.understory.connection.ConnectionState;
import dev.understory.connection.Delivery;
import dev.understory.connection.PeerHandle;
import dev.understory.identity.PublicKey;
import dev.understory.peer.NodeCommand;
import dev.understory.session.PeerInfo;
import dev.understory.transport.NodeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Gathers a {@link NodeReport} for whoever asks. It follows who is admitted as a consumer of no topic does, and a round asks the
 * peer set and every connection at once. Whoever asks during a round gets what comes of it.
 */
public final class InspectorActor extends AbstractMatchingBehavior<InspectorActor.Command> {
    /** How long a connection may take to answer: one whose event loop is busy is reported without its counters. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Who may wait for a round; those beyond hear nothing, and ask again when their own time is over. */
    static final int MOST_WAITING = 256;

    /** What it hears. */
    public sealed interface Command {}

    /** Asks for a report. */
    public record Inspect(ActorRef<NodeReport> replyTo) implements Command {}

    private record FromNode(Delivery delivery) implements Command {}

    private record Found(List<PeerInfo> peers) implements Command {}

    private record Answered(ConnectionState state) implements Command {}

    private enum Timer implements Command {
        ROUND_OVER
    }

    private record Admitted(PeerHandle handle, long sinceNanos) {}

    /** An inspector of that node. It ends with the actor system. */
    public static Behavior<Command> create(ActorRef<NodeCommand> node, NodeClock clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            context.setLoggerName(InspectorActor.class);
            return new InspectorActor(context, timers, node, clock);
        }));
    }

    private final TimerScheduler<Command> timers;
    private final NodeClock clock;
    private final ActorRef<NodeCommand> node;
    private final ActorRef<ConnectionState> answers;
    private final ActorRef<List<PeerInfo>> found;
    private final Map<PublicKey, Admitted> admitted = new LinkedHashMap<>();

    private final List<ActorRef<NodeReport>> waiting = new ArrayList<>();
    private final Map<Long, ConnectionState> states = new LinkedHashMap<>();
    private final Set<Long> unanswered = new TreeSet<>();
    /** What the peer set has said in this round. */
    private @Nullable List<PeerInfo> peers;

    private InspectorActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ActorRef<NodeCommand> node,
            NodeClock clock) {
        super(context);
        this.timers = timers;
        this.clock = clock;
        this.node = node;
        this.answers = context.messageAdapter(ConnectionState.class, Answered::new);
        this.found = peersAdapter(context);
        node.tell(new NodeCommand.Subscribe(List.of(), context.messageAdapter(Delivery.class, FromNode::new)));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Adapters go by class, and it is told of no other lists.
    private static ActorRef<List<PeerInfo>> peersAdapter(ActorContext<Command> context) {
        return (ActorRef) context.messageAdapter(List.class, list -> new Found((List<PeerInfo>) list));
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        switch (command) {
            case Inspect question -> onInspect(question.replyTo());
            case FromNode(Delivery delivery) -> onDelivery(delivery);
            case Found answer -> onFound(answer.peers());
            case Answered(ConnectionState state) -> onAnswer(state);
            case Timer.ROUND_OVER -> endRound();
        }
        return this;
    }

    private void onInspect(ActorRef<NodeReport> replyTo) {
        if (waiting.size() == MOST_WAITING) {
            return;
        }
        waiting.add(replyTo);
        if (waiting.size() > 1) {
            return;
        }
        timers.startSingleTimer(Timer.ROUND_OVER, PATIENCE);
        node.tell(new NodeCommand.GetPeers(found));
        for (Admitted one : admitted.values()) {
            unanswered.add(one.handle().connectionId());
            one.handle().connection().tell(new ConnectionActor.Inspect(answers));
        }
    }

    private void onDelivery(Delivery delivery) {
        switch (delivery) {
            case Delivery.Admitted news ->
                admitted.put(news.peer().peer().id(), new Admitted(news.peer(), clock.nowNanos()));
            case Delivery.Lost lost -> onLost(lost);
            case Delivery.Batch batch -> batch.release();
            case Delivery.SendCompleted completed -> {}
            case Delivery.BatchCompleted completed -> {}
        }
    }

    private void onLost(Delivery.Lost lost) {
        Admitted known = admitted.get(lost.peer());
        if (known != null && known.handle().connectionId() == lost.connectionId()) {
            admitted.remove(lost.peer());
        }
        unanswered.remove(lost.connectionId());
        endRoundIfComplete();
    }

    private void onFound(List<PeerInfo> answer) {
        if (!waiting.isEmpty()) {
            peers = answer;
            endRoundIfComplete();
        }
    }

    private void onAnswer(ConnectionState state) {
        if (unanswered.remove(state.id())) {
            states.put(state.id(), state);
            endRoundIfComplete();
        }
    }

    private void endRoundIfComplete() {
        if (!waiting.isEmpty() && peers != null && unanswered.isEmpty()) {
            endRound();
        }
    }

    private void endRound() {
        long now = clock.nowNanos();
        List<PeerReport> reports = new ArrayList<>();
        for (PeerInfo peer : peers == null ? List.<PeerInfo>of() : peers) {
            Admitted known = admitted.get(peer.id());
            reports.add(
                    known == null
                            ? new PeerReport(peer, -1, 0, null)
                            : new PeerReport(
                                    peer,
                                    known.handle().connectionId(),
                                    now - known.sinceNanos(),
                                    states.get(known.handle().connectionId())));
        }
        NodeReport report = new NodeReport(List.copyOf(reports));
        waiting.forEach(replyTo -> replyTo.tell(report));
        timers.cancel(Timer.ROUND_OVER);
        waiting.clear();
        states.clear();
        unanswered.clear();
        peers = null;
    }
}
