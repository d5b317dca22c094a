package dev.understory.node.admin;

import dev.understory.admission.BanAnswer;
import dev.understory.admission.MustConnectAnswer;
import dev.understory.connection.ConnectionState;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Pings;
import dev.understory.node.config.ConfigValues;
import dev.understory.node.inspect.NodeReport;
import dev.understory.node.inspect.PeerReport;
import dev.understory.peer.NodeCommand;
import dev.understory.reputation.Ban;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.ScoreChange;
import dev.understory.reputation.Standing;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import dev.understory.transport.NodeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of a node and ordered, a line each. An order is checked as a whole before the node hears of it, and answered with
 * what came of it.
 */
final class AdminRoutes {
    /** What is asked for: the query's {@code after}, 0 if there is none, and the body. */
    record Request(long after, byte[] body) {}

    /** Does it; fails with {@link Refused} where it is not done. */
    @FunctionalInterface
    interface Handler {
        CompletionStage<Map<String, Object>> handle(Request request);
    }

    /** A line of the table. */
    record Route(String method, String path, Handler handler) {}

    private final AdminNode node;
    private final NodeClock clock;
    private final long startedNanos;

    AdminRoutes(AdminNode node, NodeClock clock) {
        this.node = node;
        this.clock = clock;
        this.startedNanos = clock.nowNanos();
    }

    List<Route> all() {
        return List.of(
                new Route("GET", "/v1/status", request -> status()),
                new Route("GET", "/v1/peers", request -> node.report().thenApply(AdminRoutes::peers)),
                new Route("GET", "/v1/scores", request -> scores()),
                new Route("GET", "/v1/bans", request -> bans()),
                new Route("GET", "/v1/must-connect", request -> mustConnect()),
                new Route("GET", "/v1/events", request -> events(request.after())),
                new Route("PUT", "/v1/must-connect", this::setMustConnect),
                new Route("POST", "/v1/disconnect", this::disconnect),
                new Route("POST", "/v1/ban", this::ban),
                new Route("POST", "/v1/unban", this::unban));
    }

    private CompletionStage<Map<String, Object>> status() {
        return node.report().thenCombine(node.<List<String>>ask(NodeCommand.Audit::new), (report, broken) -> {
            Map<String, Object> status = new LinkedHashMap<>();
            status.put("id", node.id().hex());
            status.put(
                    "networkId", Long.toUnsignedString(node.config().identity().networkId()));
            status.put("chainId", Long.toUnsignedString(node.config().identity().chainId()));
            status.put(
                    "listening",
                    node.listening() == null ? "" : node.listening().toString());
            status.put("externalAddress", node.config().network().externalAddress());
            status.put("upSeconds", seconds(clock.nowNanos() - startedNanos));
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

    private static Map<String, Object> peers(NodeReport report) {
        List<Object> peers = new ArrayList<>();
        for (PeerReport one : report.peers()) {
            PeerInfo info = one.peer();
            Map<String, Object> peer = new LinkedHashMap<>();
            peer.put("id", info.id().hex());
            peer.put("address", info.remote().toString());
            peer.put("direction", info.direction().name().toLowerCase(Locale.ROOT));
            peer.put("mustConnect", info.mustConnect());
            peer.put("trusted", info.trusted());
            peer.put("score", info.reputation());
            peer.put("connectedSeconds", seconds(one.ageNanos()));
            peer.put("software", info.capabilities().software());
            ConnectionState state = one.state();
            if (state != null) {
                long trip = state.counters().sent().roundTripNanos();
                peer.put("roundTripMillis", trip == Pings.UNKNOWN ? null : Math.rint(trip / 1e3) / 1e3);
                peer.put("bytesIn", state.counters().bytesReceived());
                peer.put("bytesOut", state.counters().bytesSent());
                peer.put("messagesIn", state.counters().messagesReceived());
                peer.put(
                        "queuedBytes",
                        state.queuedBytes().values().stream()
                                .mapToLong(Long::longValue)
                                .sum());
                peer.put("heldBytes", state.counters().heldMemory());
            }
            peers.add(peer);
        }
        return Map.of("peers", peers);
    }

    private CompletionStage<Map<String, Object>> scores() {
        return node.<List<Standing>>ask(NodeCommand.GetStandings::new).thenApply(standings -> {
            List<Object> scores = new ArrayList<>();
            for (Standing standing : standings) {
                Map<String, Object> score = new LinkedHashMap<>();
                score.put("id", standing.peer().hex());
                score.put("score", standing.score());
                score.put("refusedForSeconds", seconds(standing.refusedFor().toNanos()));
                List<Object> history = new ArrayList<>();
                for (ScoreChange change : standing.history()) {
                    Map<String, Object> line = new LinkedHashMap<>();
                    line.put("reason", change.reason().name());
                    line.put("times", change.times());
                    line.put("score", change.score());
                    line.put("ageSeconds", seconds(clock.nowNanos() - change.atNanos()));
                    history.add(line);
                }
                score.put("history", history);
                scores.add(score);
            }
            return Map.of("scores", scores);
        });
    }

    private CompletionStage<Map<String, Object>> bans() {
        return node.<List<Ban>>ask(NodeCommand.GetBans::new).thenApply(bans -> {
            List<Object> list = new ArrayList<>();
            for (Ban ban : bans) {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("subject", ban.subject().text());
                line.put("kind", kind(ban.subject()));
                line.put("reason", ban.reason().name());
                line.put("ageSeconds", seconds(ban.age()));
                line.put("leftSeconds", seconds(ban.left()));
                list.add(line);
            }
            return Map.of("bans", list);
        });
    }

    private CompletionStage<Map<String, Object>> mustConnect() {
        return node.<List<PeerAddress>>ask(NodeCommand.GetMustConnect::new)
                .thenApply(peers -> Map.of(
                        "peers", peers.stream().map(PeerAddress::toString).toList()));
    }

    private CompletionStage<Map<String, Object>> events(long after) {
        return CompletableFuture.completedFuture(Map.of("events", node.events().after(after)));
    }

    /** All of them are read before the node hears of one. */
    private CompletionStage<Map<String, Object>> setMustConnect(Request request) {
        List<PeerAddress> peers = new ArrayList<>();
        List<String> texts = AdminInput.read(request.body(), List.of("peers")).texts("peers");
        for (int i = 0; i < texts.size(); i++) {
            try {
                peers.add(ConfigValues.keyedAddress(texts.get(i)));
            } catch (IllegalArgumentException wrong) {
                throw new Refused(400, "entry " + (i + 1) + " of 'peers': " + wrong.getMessage());
            }
        }
        return node.<MustConnectAnswer>ask(replyTo -> new NodeCommand.SetMustConnect(List.copyOf(peers), replyTo))
                .thenCombine(mustConnect(), (answer, now) -> {
                    Map<String, Object> done = new LinkedHashMap<>(now);
                    List<Object> skipped = new ArrayList<>();
                    for (MustConnectAnswer.Skipped one : answer.skipped()) {
                        Map<String, Object> entry = new LinkedHashMap<>();
                        entry.put("peer", one.peer().toString());
                        entry.put("why", one.why().name());
                        skipped.add(entry);
                    }
                    done.put("skipped", skipped);
                    return done;
                });
    }

    private CompletionStage<Map<String, Object>> disconnect(Request request) {
        String text = AdminInput.read(request.body(), List.of("peer")).text("peer");
        return node.<List<PeerInfo>>ask(NodeCommand.GetPeers::new).thenApply(admitted -> {
            List<PeerInfo> meant = Naming.peers(text, admitted);
            meant.forEach(peer -> node.system().tell(new NodeCommand.Disconnect(peer.id())));
            return Map.of(
                    "disconnected", meant.stream().map(peer -> peer.id().hex()).toList());
        });
    }

    private CompletionStage<Map<String, Object>> ban(Request request) {
        AdminInput input = AdminInput.read(request.body(), List.of("subject", "duration"));
        String text = input.text("subject");
        Duration duration = input.duration("duration");
        return node.<List<PeerInfo>>ask(NodeCommand.GetPeers::new).thenCompose(admitted -> {
            BanSubject subject =
                    Naming.subject(text, admitted.stream().map(PeerInfo::id).toList());
            if (subject instanceof BanSubject.Identity(PublicKey key) && key.equals(node.id())) {
                throw new Refused(400, "that is this node itself");
            }
            return node.<BanAnswer>ask(replyTo -> new NodeCommand.Ban(subject, duration, replyTo))
                    .thenApply(answer -> {
                        if (answer == BanAnswer.FULL) {
                            throw new Refused(409, "there are as many bans of its kind as there may be");
                        }
                        Map<String, Object> done = new LinkedHashMap<>();
                        done.put("subject", subject.text());
                        done.put("kind", kind(subject));
                        done.put("leftSeconds", seconds(duration));
                        return done;
                    });
        });
    }

    private CompletionStage<Map<String, Object>> unban(Request request) {
        String text = AdminInput.read(request.body(), List.of("subject")).text("subject");
        return node.<List<Ban>>ask(NodeCommand.GetBans::new).thenCompose(bans -> {
            Set<PublicKey> banned = new LinkedHashSet<>();
            for (Ban ban : bans) {
                if (ban.subject() instanceof BanSubject.Identity(PublicKey key)) {
                    banned.add(key);
                }
            }
            BanSubject subject = Naming.subject(text, banned);
            return node.<BanAnswer>ask(replyTo -> new NodeCommand.Unban(subject, replyTo))
                    .thenApply(answer -> {
                        if (answer != BanAnswer.LIFTED) {
                            throw new Refused(
                                    404,
                                    "there is no ban of " + subject.text()
                                            + " that could be lifted (a low score is none: it comes back by itself)");
                        }
                        Map<String, Object> done = new LinkedHashMap<>();
                        done.put("subject", subject.text());
                        done.put("kind", kind(subject));
                        return done;
                    });
        });
    }

    private static String kind(BanSubject subject) {
        return switch (subject) {
            case BanSubject.Identity identity -> "identity";
            case BanSubject.Address address -> "address";
            case BanSubject.Network network -> "network";
            case BanSubject.Name name -> "host name";
        };
    }

    private static double seconds(long nanos) {
        return Math.rint(nanos / 1e6) / 1e3;
    }

    private static @Nullable Double seconds(@Nullable Duration duration) {
        return duration == null ? null : Double.valueOf(seconds(duration.toNanos()));
    }
}
