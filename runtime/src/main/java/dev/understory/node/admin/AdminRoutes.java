package dev.understory.node.admin;

import dev.understory.admission.MustConnectAnswer;
import dev.understory.identity.PublicKey;
import dev.understory.node.config.ReloadAnswer;
import dev.understory.node.inspect.NodeReport;
import dev.understory.peer.NodeCommand;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import dev.understory.transport.NodeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of a node and ordered, a line each: here of the node itself, beside it of its peers ({@link PeerRoutes}), its bans
 * ({@link BanRoutes}), its book ({@link BookRoutes}) and its limits ({@link LimitRoutes}). An order is checked as a whole before the
 * node hears of it, and answered with what came of it.
 */
final class AdminRoutes {
    /**
     * What is asked for.
     *
     * @param name what the path has in the place of {@code {name}}
     * @param query what stands behind the path
     * @param body the body
     */
    record Request(String name, AdminQuery query, byte[] body) {}

    /** Does it; fails with {@link Refused} where it is not done. */
    @FunctionalInterface
    interface Handler {
        CompletionStage<Map<String, Object>> handle(Request request);
    }

    /**
     * A line of the table.
     *
     * @param path its last part may be {@code {name}}, which stands for any text without a slash
     * @param keys what may stand behind the path
     */
    record Route(String method, String path, List<String> keys, Handler handler) {
        private static final String NAME = "{name}";

        Route(String method, String path, Handler handler) {
            this(method, path, List.of(), handler);
        }

        /** The name in a path that is this one's, empty if it needs none; null for another path. */
        @Nullable
        String nameIn(String sent) {
            if (!path.endsWith(NAME)) {
                return path.equals(sent) ? "" : null;
            }
            String before = path.substring(0, path.length() - NAME.length());
            String name = sent.startsWith(before) ? sent.substring(before.length()) : "";
            return name.isEmpty() || name.indexOf('/') >= 0 ? null : name;
        }
    }

    /** How long whoever asks waits for what comes of a reload. */
    private static final Duration RELOADING = Duration.ofSeconds(5);

    private final AdminNode node;
    private final NodeClock clock;
    private final long startedNanos;

    private AdminRoutes(AdminNode node, NodeClock clock) {
        this.node = node;
        this.clock = clock;
        this.startedNanos = clock.nowNanos();
    }

    /** The whole table. */
    static List<Route> all(AdminNode node, NodeClock clock) {
        List<Route> all = new ArrayList<>(new AdminRoutes(node, clock).routes());
        all.addAll(new PeerRoutes(node, clock).routes());
        all.addAll(new BanRoutes(node).routes());
        all.addAll(new BookRoutes(node, clock).routes());
        all.addAll(new LimitRoutes(node).routes());
        return List.copyOf(all);
    }

    private List<Route> routes() {
        return List.of(
                new Route("GET", "/v1/status", request -> status()),
                new Route("GET", "/v1/events", List.of("after"), request -> events(request.query())),
                new Route("POST", "/v1/reload", this::reload));
    }

    private CompletionStage<Map<String, Object>> status() {
        return node.report().thenCombine(node.<List<String>>ask(NodeCommand.Audit::new), (report, broken) -> {
            Map<String, Object> status = new LinkedHashMap<>();
            status.put("id", node.id().hex());
            status.put(
                    "networkId",
                    Long.toUnsignedString(node.config().get().identity().networkId()));
            status.put(
                    "chainId",
                    Long.toUnsignedString(node.config().get().identity().chainId()));
            status.put(
                    "listening",
                    node.listening() == null ? "" : node.listening().toString());
            status.put("externalAddress", node.config().get().network().externalAddress());
            status.put("upSeconds", AdminJson.seconds(clock.nowNanos() - startedNanos));
            List<String> missing = node.state().missing(report.peers().size());
            status.put("ready", missing.isEmpty() && broken.isEmpty());
            status.put("missing", missing);
            status.put("defects", node.defects().getAsLong());
            status.put("brokenRules", broken);
            status.put("peers", report.peers().size());
            status.put("inbound", count(report, peer -> peer.direction() == Direction.INBOUND));
            status.put("outbound", count(report, peer -> peer.direction() == Direction.OUTBOUND));
            status.put("mustConnect", count(report, PeerInfo::mustConnect));
            status.put("trusted", count(report, PeerInfo::trusted));
            status.put("minimumPeers", node.state().minimumPeers());
            return status;
        });
    }

    private static long count(NodeReport report, Predicate<PeerInfo> which) {
        return report.peers().stream().filter(peer -> which.test(peer.peer())).count();
    }

    private CompletionStage<Map<String, Object>> events(AdminQuery query) {
        long after = query.number("after", 0, Long.MAX_VALUE);
        return CompletableFuture.completedFuture(Map.of("events", node.events().after(after)));
    }

    private CompletionStage<Map<String, Object>> reload(Request request) {
        AdminInput.read(request.body(), List.of());
        // What comes later is still gone by; a copy, because who waits no longer does not end it.
        CompletionStage<ReloadAnswer> soon =
                node.reload().get().toCompletableFuture().copy().orTimeout(RELOADING.toSeconds(), TimeUnit.SECONDS);
        return soon.thenApply(answer -> switch (answer) {
            case ReloadAnswer.Refused refused -> {
                throw new Refused(409, "the configuration is refused, the one before holds", refused.reasons());
            }
            case ReloadAnswer.Applied applied -> {
                Map<String, Object> done = new LinkedHashMap<>();
                done.put("changes", applied.changes());
                done.put("warnings", applied.warnings());
                MustConnectAnswer must = applied.mustConnect();
                done.put(
                        "mustConnectAdded",
                        must.added().stream().map(PublicKey::hex).toList());
                done.put(
                        "mustConnectRemoved",
                        must.removed().stream().map(PublicKey::hex).toList());
                done.put("skipped", AdminJson.skipped(must.skipped()));
                done.put("closed", applied.closed());
                yield done;
            }
        });
    }
}
