package dev.understory.node.embed;

import dev.understory.identity.PublicKey;
import dev.understory.node.admin.AdminNode;
import dev.understory.node.admin.AdminServer;
import dev.understory.node.admin.AdminToken;
import dev.understory.node.admin.EventRing;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.config.SystemSettings;
import dev.understory.node.http.HttpServer;
import dev.understory.node.inspect.InspectorActor;
import dev.understory.node.inspect.LimitHits;
import dev.understory.node.inspect.NodeState;
import dev.understory.node.metrics.MetricsServer;
import dev.understory.peer.NodeCommand;
import dev.understory.transport.Endpoint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
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
    private static final String METRICS = "understory.node.metrics.listen";
    private static final String ADMIN = "understory.node.admin.listen";

    private final NodeConfig config;
    private final EventHub hub;
    private final NodeState state;
    private final EventRing events = new EventRing(new SystemClock());
    private final LimitHits hits = new LimitHits();
    private final @Nullable MetricsServer metrics;
    private final @Nullable AdminServer admin;

    private OperatorServers(NodeConfig config, EventHub hub) {
        this.config = config;
        this.hub = hub;
        this.state = new NodeState(
                config.network().listen() != null, config.network().minimumPeers());
        NodeConfig.Operation operation = config.operation();
        this.admin = operation.admin() == null ? null : new AdminServer(operation.admin());
        this.metrics = operation.metrics() == null ? null : new MetricsServer(state, new SystemClock());
    }

    /**
     * Begins to count what has to be counted; nobody can see it yet.
     *
     * @throws SystemSettings.Incomplete if a library is missing
     * @throws AdminToken.Unusable if there can be no administration
     */
    static OperatorServers prepare(NodeConfig config, EventHub hub) {
        NodeConfig.Operation operation = config.operation();
        if (operation.metrics() != null) {
            requireHttp(METRICS);
            SystemSettings.requireClass(
                    "io.micrometer.prometheusmetrics.PrometheusMeterRegistry",
                    METRICS,
                    "io.micrometer:micrometer-registry-prometheus");
        }
        if (operation.admin() != null) {
            requireHttp(ADMIN);
        }
        OperatorServers servers = new OperatorServers(config, hub);
        if (servers.admin != null) {
            hub.add(servers.events);
            hub.add(servers.hits);
        }
        if (servers.metrics != null) {
            hub.add(servers.metrics.events());
        }
        if (servers.isSomething()) {
            hub.add(servers.state);
        }
        return servers;
    }

    private static void requireHttp(String setting) {
        SystemSettings.requireClass(
                "org.apache.pekko.http.javadsl.Http", setting, "org.apache.pekko:pekko-http-core_2.13");
        SystemSettings.requireHttp();
    }

    private boolean isSomething() {
        return admin != null || metrics != null;
    }

    /** What tells the processor time of handshakes so far, in nanoseconds. */
    void measure(LongSupplier handshakes) {
        state.measure(handshakes);
    }

    /** Listens; fails with {@link HttpServer.NotBound} where that is not possible. */
    CompletionStage<Done> start(
            ActorSystem<NodeCommand> system,
            PublicKey self,
            @Nullable Endpoint listening,
            LiveConfig live,
            LiveConfig.Order order) {
        CompletionStage<Done> started = CompletableFuture.completedFuture(Done.getInstance());
        if (!isSomething()) {
            return started;
        }
        ActorRef<InspectorActor.Command> inspector = system.systemActorOf(
                InspectorActor.create(system, new SystemClock()),
                "inspector",
                Props.empty().withDispatcherFromConfig(RunningNode.NODE_DISPATCHER));
        Endpoint at = config.operation().metrics();
        if (metrics != null && at != null) {
            started = metrics.start(system, inspector, at).thenApply(place -> Done.getInstance());
        }
        if (admin != null) {
            AdminNode node = new AdminNode(
                    self,
                    live::now,
                    listening,
                    state,
                    events,
                    hits,
                    hub::defects,
                    () -> live.reload(order),
                    system,
                    inspector);
            started = started.thenCompose(done -> admin.start(node, new SystemClock()));
        }
        return started;
    }

    /** Gives back what outlives the actor system. */
    void close() {
        if (metrics != null) {
            metrics.close();
        }
        if (admin != null) {
            admin.close();
        }
    }
}
