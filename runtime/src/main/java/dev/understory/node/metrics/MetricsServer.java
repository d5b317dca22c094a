package dev.understory.node.metrics;

import dev.understory.node.http.HttpServer;
import dev.understory.node.inspect.InspectorActor;
import dev.understory.node.inspect.NodeReport;
import dev.understory.node.inspect.NodeState;
import dev.understory.node.inspect.SharedAudit;
import dev.understory.observe.NodeEventSink;
import dev.understory.peer.NodeCommand;
import dev.understory.transport.Endpoint;
import dev.understory.transport.NodeClock;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Answers Prometheus, and whoever has to know whether the node lives:
 *
 * <pre>
 *   GET /metrics   everything, in the text format 0.0.4
 *   GET /health    200 while the node answers and everything within it agrees, else 503 and why
 *   GET /ready     200 while it is also listening and has the peers that it needs to start, else 503 and what is missing
 * </pre>
 *
 * Nothing can be changed here and nothing secret is said, so it asks nobody who he is. It needs its libraries on the class path.
 */
public final class MetricsServer implements AutoCloseable {
    /** How long the node may take to answer a scrape; a connection takes a second at most. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private static final ContentType FORMAT = ContentTypes.parse("text/plain; version=0.0.4; charset=utf-8");

    private final NodeState state;
    private final NodeClock clock;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collector = new JvmGcMetrics();
    private final NodeMeters meters;

    /** Everything is counted from now on; {@link #start} lets others read it. */
    public MetricsServer(NodeState state, NodeClock clock) {
        this.state = state;
        this.clock = clock;
        this.meters = new NodeMeters(registry, state, clock.nowNanos());
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collector.bindTo(registry);
    }

    /** Where the node's events go. */
    public NodeEventSink events() {
        return meters;
    }

    /** Listens there; completes with the real place, or fails with {@link HttpServer.NotBound}. */
    public CompletionStage<Endpoint> start(
            ActorSystem<NodeCommand> system, ActorRef<InspectorActor.Command> inspector, Endpoint at) {
        SharedAudit audit = new SharedAudit(clock, () -> ask(system, system, NodeCommand.Audit::new));
        return HttpServer.bind(system, at, request -> answer(system, inspector, audit, request));
    }

    private CompletionStage<HttpResponse> answer(
            ActorSystem<NodeCommand> system,
            ActorRef<InspectorActor.Command> inspector,
            SharedAudit audit,
            HttpRequest request) {
        request.discardEntityBytes(system);
        if (request.method() != HttpMethods.GET && request.method() != HttpMethods.HEAD) {
            return completed(HttpServer.text(405, "only GET"));
        }
        return switch (request.getUri().path()) {
            case "/metrics" -> answered(scrape(system, inspector, audit));
            case "/health" -> answered(audit.ask().thenApply(MetricsServer::health));
            case "/ready" ->
                answered(audit.ask().thenCombine(report(system, inspector), (broken, report) -> ready(broken, report)));
            default -> completed(HttpServer.text(404, "there are /metrics, /health and /ready"));
        };
    }

    private CompletionStage<HttpResponse> scrape(
            ActorSystem<NodeCommand> system, ActorRef<InspectorActor.Command> inspector, SharedAudit audit) {
        long[] before = meters.beforeReport();
        return audit.ask().thenCombine(report(system, inspector), (broken, report) -> {
            meters.update(before, report, broken.size(), clock.nowNanos());
            return HttpResponse.create()
                    .withEntity(HttpEntities.create(FORMAT, registry.scrape().getBytes(StandardCharsets.UTF_8)));
        });
    }

    private static HttpResponse health(List<String> broken) {
        return broken.isEmpty() ? HttpServer.text(200, "alive") : HttpServer.text(503, String.join("\n", broken));
    }

    private HttpResponse ready(List<String> broken, NodeReport report) {
        List<String> missing = state.missing(report.peers().size());
        return !broken.isEmpty()
                ? health(broken)
                : missing.isEmpty() ? HttpServer.text(200, "ready") : HttpServer.text(503, String.join("\n", missing));
    }

    private static CompletionStage<NodeReport> report(
            ActorSystem<NodeCommand> system, ActorRef<InspectorActor.Command> inspector) {
        return ask(system, inspector, InspectorActor.Inspect::new);
    }

    private static <Q, T> CompletionStage<T> ask(
            ActorSystem<?> system, ActorRef<Q> whom, Function<ActorRef<T>, Q> question) {
        return AskPattern.ask(whom, question::apply, ANSWER, system.scheduler());
    }

    /** A node that does not answer is not alive. */
    private static CompletionStage<HttpResponse> answered(CompletionStage<HttpResponse> answer) {
        return answer.exceptionally(late -> HttpServer.text(503, "the node does not answer"));
    }

    private static CompletionStage<HttpResponse> completed(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }

    @Override
    public void close() {
        collector.close();
        registry.close();
    }
}
