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
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

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

    private final NodeEventSink events;
    private final Function<NodeConfig, List<String>> warnings;
    private volatile NodeConfig now;
    /** Whether the node did not answer, and may go by something else. */
    private volatile boolean isUnsure;
    /** Whether what it may go by has other must-connect peers. */
    private volatile boolean mayHaveReplaced;

    private CompletionStage<?> last = CompletableFuture.completedFuture("");

    /**
     * It was started with {@code now}.
     *
     * @param warnings what the machine has not enough of for a configuration, a line each
     */
    LiveConfig(NodeConfig now, NodeEventSink events, Function<NodeConfig, List<String>> warnings) {
        this.now = now;
        this.events = events;
        this.warnings = warnings;
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
                return refused(List.of("what the node goes by is from no file, so there is none to read again"));
            }
            ConfigReading reading;
            try {
                reading = now.origin().read();
            } catch (RuntimeException defect) {
                return refused(List.of(now.origin().file() + ": cannot be read (" + defect + ")"));
            }
            return switch (reading) {
                case ConfigReading.Unreadable unreadable ->
                    refused(unreadable.problems().stream()
                            .map(ConfigProblem::toString)
                            .toList());
                case ConfigReading.Read read ->
                    apply(read.config(), order)
                            .thenApply(outcome -> answer(outcome, read.warnings(), warnings.apply(read.config())));
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
        boolean isNews = isUnsure || !changes.isEmpty() || !isSame(now, wanted);
        boolean keepsMustConnect = hasSameMustConnect(now, wanted) && !mayHaveReplaced;
        return order.apply(replyTo -> new NodeCommand.Reconfigure(
                        wanted.network().known(), wanted.limits().peers().admission(), keepsMustConnect, replyTo))
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        answered(answer, wanted, isNews ? changes : null);
                    } else {
                        unanswered(failure, keepsMustConnect);
                    }
                })
                .thenApply(answer -> new Outcome(answer, changes));
    }

    /** {@code changes} null: there are none. */
    private void answered(ReconfigureAnswer answer, NodeConfig wanted, @Nullable List<String> changes) {
        switch (answer) {
            case ReconfigureAnswer.Applied applied -> {
                now = wanted;
                isUnsure = false;
                mayHaveReplaced = false;
                if (changes != null) {
                    events.emit(new NodeEvent.Reconfigured(changes));
                }
            }
            case ReconfigureAnswer.Refused refused -> events.emit(new NodeEvent.ReconfigureRefused(refused.reasons()));
        }
    }

    private void unanswered(Throwable failure, boolean keptMustConnect) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof NodeStoppedException)) {
            isUnsure = true;
            mayHaveReplaced |= !keptMustConnect;
            String detail = cause instanceof TimeoutException ? "the node took too long" : String.valueOf(cause);
            events.emit(new NodeEvent.ReconfigureUnanswered(detail));
        }
    }

    private static boolean isSame(NodeConfig one, NodeConfig other) {
        return one.network().known().equals(other.network().known())
                && one.limits()
                        .peers()
                        .admission()
                        .equals(other.limits().peers().admission());
    }

    /** Whom a command or an application has made must-connect peers stays so where the setting does. */
    private static boolean hasSameMustConnect(NodeConfig one, NodeConfig other) {
        return one.network()
                .known()
                .mustConnect()
                .equals(other.network().known().mustConnect());
    }

    private CompletionStage<ReloadAnswer> refused(List<String> reasons) {
        events.emit(new NodeEvent.ReconfigureRefused(reasons));
        return CompletableFuture.completedFuture(new ReloadAnswer.Refused(reasons));
    }

    private static ReloadAnswer answer(Outcome outcome, List<String> ofFile, List<String> ofMachine) {
        return switch (outcome.answer()) {
            case ReconfigureAnswer.Applied applied ->
                new ReloadAnswer.Applied(
                        outcome.changes(),
                        Stream.concat(ofFile.stream(), ofMachine.stream()).toList(),
                        applied.mustConnect(),
                        applied.closed());
            case ReconfigureAnswer.Refused refused -> new ReloadAnswer.Refused(refused.reasons());
        };
    }
}
