package dev.understory.node.admin;

import dev.understory.identity.PublicKey;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.inspect.InspectorActor;
import dev.understory.node.inspect.NodeReport;
import dev.understory.node.inspect.NodeState;
import dev.understory.peer.NodeCommand;
import dev.understory.transport.Endpoint;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/**
 * The node that is administered.
 *
 * @param id who it is
 * @param config what it was started with
 * @param listening where it accepts peers; null for nowhere
 * @param state what its events say of it
 * @param events the last of them
 * @param defects how many defects there were
 * @param system where it runs, and who is asked
 * @param inspector who knows how its peers stand
 */
public record AdminNode(
        PublicKey id,
        NodeConfig config,
        @Nullable Endpoint listening,
        NodeState state,
        EventRing events,
        LongSupplier defects,
        ActorSystem<NodeCommand> system,
        ActorRef<InspectorActor.Command> inspector) {
    /** How long the node may take to answer. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    <T> CompletionStage<T> ask(Function<ActorRef<T>, NodeCommand> question) {
        return AskPattern.<NodeCommand, T>ask(system, question::apply, ANSWER, system.scheduler());
    }

    CompletionStage<NodeReport> report() {
        return AskPattern.ask(inspector, InspectorActor.Inspect::new, ANSWER, system.scheduler());
    }
}
