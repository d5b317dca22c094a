package dev.understory.node.embed;

import dev.understory.node.config.NodeConfig;
import dev.understory.node.config.SystemSettings;
import dev.understory.node.http.HttpServer;
import dev.understory.node.inspect.InspectorActor;
import dev.understory.node.inspect.NodeState;
import dev.understory.node.metrics.MetricsServer;
import dev.understory.peer.NodeCommand;
import dev.understory.transport.Endpoint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.jspecify.annotations.Nullable;

/**
 * What a node's configuration opens for operators. A node that opens nothing makes nothing, listens to no event for it and needs none
 * of the libraries.
 */
final class OperatorServers {
    private static final String METRICS_LIBRARY = "io.micrometer:micrometer-registry-prometheus";
    private static final String HTTP_LIBRARY = "org.apache.pekko:pekko-http-core_2.13";

    /** Nothing. */
    private static final OperatorServers NONE = new OperatorServers(null, null);

    private final @Nullable Endpoint metricsAt;
    private final @Nullable MetricsServer metrics;

    private OperatorServers(@Nullable Endpoint metricsAt, @Nullable MetricsServer metrics) {
        this.metricsAt = metricsAt;
        this.metrics = metrics;
    }

    /**
     * Begins to count what has to be counted; nobody can see it yet.
     *
     * @throws SystemSettings.Incomplete if a library is missing
     */
    static OperatorServers prepare(NodeConfig config, EventHub events) {
        NodeConfig.Operation operation = config.operation();
        if (operation.metrics() == null) {
            return NONE;
        }
        SystemSettings.requireClass(
                "org.apache.pekko.http.javadsl.Http", "understory.node.metrics.listen", HTTP_LIBRARY);
        SystemSettings.requireClass(
                "io.micrometer.prometheusmetrics.PrometheusMeterRegistry",
                "understory.node.metrics.listen",
                METRICS_LIBRARY);
        SystemSettings.requireHttp();
        NodeState state = new NodeState(
                config.network().listen() != null, config.network().minimumPeers());
        events.add(state);
        MetricsServer metrics = new MetricsServer(state);
        events.add(metrics.events());
        return new OperatorServers(operation.metrics(), metrics);
    }

    /** Listens; fails with {@link HttpServer.NotBound} where that is not possible. */
    CompletionStage<Done> start(ActorSystem<NodeCommand> system) {
        if (metrics == null || metricsAt == null) {
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        ActorRef<InspectorActor.Command> inspector = system.systemActorOf(
                InspectorActor.create(system, new SystemClock()),
                "inspector",
                Props.empty().withDispatcherFromConfig(RunningNode.NODE_DISPATCHER));
        return metrics.start(system, inspector, metricsAt).thenApply(at -> Done.getInstance());
    }

    /** Gives back what outlives the actor system. */
    void close() {
        if (metrics != null) {
            metrics.close();
        }
    }
}
