package dev.understory.node.embed;

import dev.understory.admission.ReconfigureAnswer;
import dev.understory.node.config.ConfigChange;
import dev.understory.node.config.ConfigProblem;
import dev.understory.node.config.ConfigReading;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.config.ReloadAnswer;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.peer.NodeCommand;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The configuration that a running node goes by. Safe for any thread; changes take effect one after the other, in the order in which
 * they were asked for, and each is an event.
 */
final class LiveConfig {
    /** Puts a command to the node. */
    interface Order {
        CompletionStage<ReconfigureAnswer> apply(Function<ActorRef<ReconfigureAnswer>, NodeCommand> command);
    }

    /** What came of a change, and which settings it was. */
    private record Outcome(ReconfigureAnswer answer, List<String> changes) {}

    private final ActorRef<NodeCommand> node;
    private final NodeEventSink events;
    private volatile NodeConfig now;
    private CompletionStage<?> last = CompletableFuture.completedFuture("");

    LiveConfig(NodeConfig now, ActorRef<NodeCommand> node, NodeEventSink events) {
        this.now = now;
        this.node = node;
        this.events = events;
    }

    /** The one that it goes by. */
    NodeConfig now() {
        return now;
    }

    /** Has the node go by another one. What holds only at a start is compared with what it was started with. */
    CompletionStage<ReconfigureAnswer> change(NodeConfig wanted, Order order) {
        return inTurn(() -> apply(wanted, order).thenApply(Outcome::answer));
    }

    /** Has the node go by what its file says now. */
    CompletionStage<ReloadAnswer> reload(Order order) {
        return inTurn(() -> {
            if (now.origin().file() == null) {
                return refused(
                        List.of("the node was started without a configuration file, so there is none to read again"));
            }
            return switch (now.origin().read()) {
                case ConfigReading.Unreadable unreadable ->
                    refused(unreadable.problems().stream()
                            .map(ConfigProblem::toString)
                            .toList());
                case ConfigReading.Read read ->
                    apply(read.config(), order).thenApply(outcome -> answer(outcome, read.warnings()));
            };
        });
    }

    private synchronized <T> CompletionStage<T> inTurn(Supplier<CompletionStage<T>> work) {
        CompletionStage<T> done = last.handle((before, failure) -> "").thenCompose(turn -> work.get());
        last = done;
        return done;
    }

    private CompletionStage<Outcome> apply(NodeConfig wanted, Order order) {
        List<String> reasons = ConfigChange.reasonsAgainst(now, wanted);
        if (!reasons.isEmpty()) {
            return refused(reasons).thenApply(said -> new Outcome(new ReconfigureAnswer.Refused(reasons), List.of()));
        }
        List<String> changes = ConfigChange.changes(now, wanted);
        return order.apply(replyTo -> new NodeCommand.Reconfigure(
                        wanted.network().known(), wanted.limits().peers().admission(), replyTo))
                .thenApply(answer -> {
                    switch (answer) {
                        case ReconfigureAnswer.Applied applied -> {
                            now = wanted;
                            node.tell(new NodeCommand.FindOutbound(
                                    wanted.limits().peers().admission().maxOutbound()));
                            events.emit(new NodeEvent.Reconfigured(changes));
                        }
                        case ReconfigureAnswer.Refused refused ->
                            events.emit(new NodeEvent.ReconfigureRefused(refused.reasons()));
                    }
                    return new Outcome(answer, changes);
                });
    }

    private CompletionStage<ReloadAnswer> refused(List<String> reasons) {
        events.emit(new NodeEvent.ReconfigureRefused(reasons));
        return CompletableFuture.completedFuture(new ReloadAnswer.Refused(reasons));
    }

    private static ReloadAnswer answer(Outcome outcome, List<String> warnings) {
        return switch (outcome.answer()) {
            case ReconfigureAnswer.Applied applied ->
                new ReloadAnswer.Applied(
                        outcome.changes(), warnings, applied.mustConnect().skipped(), applied.closed());
            case ReconfigureAnswer.Refused refused -> new ReloadAnswer.Refused(refused.reasons());
        };
    }
}
