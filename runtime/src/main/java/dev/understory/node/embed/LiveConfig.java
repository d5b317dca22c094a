package dev.understory.node.embed;

import dev.understory.admission.ReconfigureAnswer;
import dev.understory.node.config.ConfigChange;
import dev.understory.node.config.NodeConfig;
import dev.understory.peer.NodeCommand;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/** The configuration that a running node goes by. Safe for any thread; changes take effect one after the other. */
final class LiveConfig {
    /** Puts a command to the node. */
    interface Order {
        CompletionStage<ReconfigureAnswer> apply(Function<ActorRef<ReconfigureAnswer>, NodeCommand> command);
    }

    private NodeConfig now;

    LiveConfig(NodeConfig now) {
        this.now = now;
    }

    /** Has the node go by another one. What holds only at a start is compared with what it was started with. */
    CompletionStage<ReconfigureAnswer> change(NodeConfig wanted, Order order) {
        List<String> reasons;
        synchronized (this) {
            reasons = ConfigChange.reasonsAgainst(now, wanted);
        }
        if (!reasons.isEmpty()) {
            return CompletableFuture.completedFuture(new ReconfigureAnswer.Refused(reasons));
        }
        return order.apply(replyTo -> new NodeCommand.Reconfigure(
                        wanted.network().known(), wanted.limits().peers().admission(), replyTo))
                .thenApply(answer -> {
                    if (answer instanceof ReconfigureAnswer.Applied) {
                        applied(wanted);
                    }
                    return answer;
                });
    }

    private synchronized void applied(NodeConfig wanted) {
        now = wanted;
    }
}
