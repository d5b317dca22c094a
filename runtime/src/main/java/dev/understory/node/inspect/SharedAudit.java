package dev.understory.node.inspect;

import dev.understory.peer.NodeCommand;
import dev.understory.transport.NodeClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@link NodeCommand.Audit} for whoever may ask without being known: the node is asked once in {@link #LIFE} at most, and
 * all who ask in that time get one answer. Safe for any thread.
 */
public final class SharedAudit {
    /** How long an answer is given again, from the question on. */
    static final Duration LIFE = Duration.ofSeconds(1);

    private final NodeClock clock;
    private final Supplier<CompletionStage<List<String>>> question;
    private @Nullable CompletionStage<List<String>> last;
    private long askedNanos;

    /** Puts {@code question} to the node. */
    public SharedAudit(NodeClock clock, Supplier<CompletionStage<List<String>>> question) {
        this.clock = clock;
        this.question = question;
    }

    /** The rules that do not hold, as of a second ago or later. */
    public synchronized CompletionStage<List<String>> ask() {
        long now = clock.nowNanos();
        CompletionStage<List<String>> answer = last;
        if (answer == null || now - askedNanos >= LIFE.toNanos()) {
            answer = question.get();
            askedNanos = now;
            last = answer;
        }
        return answer;
    }
}
