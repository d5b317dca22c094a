package dev.understory.node.admin;

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
import dev.understory.reputation.Standing;
import dev.understory.session.PeerInfo;
import dev.understory.transport.NodeClock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/** The peers of a node and how they stand; who is to be connected and who is not. */
final class PeerRoutes {
    private final AdminNode node;
    private final NodeClock clock;

    PeerRoutes(AdminNode node, NodeClock clock) {
        this.node = node;
        this.clock = clock;
    }

    List<AdminRoutes.Route> routes() {
        return List.of(
                new AdminRoutes.Route(
                        "GET", "/v1/peers", request -> node.report().thenApply(PeerRoutes::peers)),
                new AdminRoutes.Route("GET", "/v1/peers/{name}", request -> peer(request.name())),
                new AdminRoutes.Route("GET", "/v1/scores", request -> scores()),
                new AdminRoutes.Route("GET", "/v1/must-connect", request -> mustConnect()),
                new AdminRoutes.Route("PUT", "/v1/must-connect", this::setMustConnect),
                new AdminRoutes.Route("POST", "/v1/must-connect/add", this::addMustConnect),
                new AdminRoutes.Route("POST", "/v1/must-connect/remove", this::removeMustConnect),
                new AdminRoutes.Route("POST", "/v1/disconnect", this::disconnect));
    }

    private static Map<String, Object> peers(NodeReport report) {
        return Map.of("peers", report.peers().stream().map(PeerRoutes::peer).toList());
    }

    private static Map<String, Object> peer(PeerReport one) {
        PeerInfo info = one.peer();
        Map<String, Object> peer = new LinkedHashMap<>();
        peer.put("id", info.id().hex());
        peer.put("address", info.remote().toString());
        peer.put("direction", info.direction().name().toLowerCase(Locale.ROOT));
        peer.put("mustConnect", info.mustConnect());
        peer.put("trusted", info.trusted());
        peer.put("score", info.reputation());
        peer.put("connectedSeconds", AdminJson.seconds(one.ageNanos()));
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
        return peer;
    }

    /** All that is known of an identity, connected or not. */
    private CompletionStage<Map<String, Object>> peer(String name) {
        return node.identities(name).thenCompose(known -> {
            if (!(Naming.subject(name, known) instanceof BanSubject.Identity(PublicKey key))) {
                throw new Refused(400, "'" + Refused.shown(name) + "' is no identity, nor the first digits of one");
            }
            return node.report()
                    .thenCombine(
                            node.<List<Standing>>ask(NodeCommand.GetStandings::new),
                            (report, standings) -> standingOf(key, report, standings))
                    .thenCombine(node.<List<Ban>>ask(NodeCommand.GetBans::new), (answer, bans) -> {
                        answer.put("banned", bans.stream().anyMatch(ban -> isOf(key, ban)));
                        return answer;
                    });
        });
    }

    private Map<String, Object> standingOf(PublicKey key, NodeReport report, List<Standing> standings) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", key.hex());
        answer.put(
                "connection",
                report.peers().stream()
                        .filter(one -> one.peer().id().equals(key))
                        .findFirst()
                        .map(PeerRoutes::peer)
                        .orElse(null));
        Standing standing = standings.stream()
                .filter(one -> one.peer().equals(key))
                .findFirst()
                .orElse(null);
        answer.put("score", standing == null ? 0 : standing.score());
        answer.put(
                "refusedForSeconds",
                standing == null ? 0.0 : AdminJson.seconds(standing.refusedFor().toNanos()));
        answer.put("history", standing == null ? List.of() : AdminJson.history(standing.history(), clock.nowNanos()));
        return answer;
    }

    private static boolean isOf(PublicKey key, Ban ban) {
        return ban.subject() instanceof BanSubject.Identity(PublicKey banned) && banned.equals(key);
    }

    private CompletionStage<Map<String, Object>> scores() {
        return node.<List<Standing>>ask(NodeCommand.GetStandings::new).thenApply(standings -> {
            List<Object> scores = new ArrayList<>();
            for (Standing standing : standings) {
                Map<String, Object> score = new LinkedHashMap<>();
                score.put("id", standing.peer().hex());
                score.put("score", standing.score());
                score.put(
                        "refusedForSeconds",
                        AdminJson.seconds(standing.refusedFor().toNanos()));
                score.put("history", AdminJson.history(standing.history(), clock.nowNanos()));
                scores.add(score);
            }
            return Map.of("scores", scores);
        });
    }

    private CompletionStage<Map<String, Object>> mustConnect() {
        return node.<List<PeerAddress>>ask(NodeCommand.GetMustConnect::new)
                .thenApply(peers -> Map.of(
                        "peers", peers.stream().map(PeerAddress::toString).toList()));
    }

    /** All of them are read before the node hears of one. */
    private CompletionStage<Map<String, Object>> setMustConnect(AdminRoutes.Request request) {
        List<PeerAddress> peers = peersOf(request, ConfigValues::keyedAddress);
        return changed(replyTo -> new NodeCommand.SetMustConnect(peers, replyTo));
    }

    private CompletionStage<Map<String, Object>> addMustConnect(AdminRoutes.Request request) {
        List<PeerAddress> more = peersOf(request, ConfigValues::keyedAddress);
        return changed(replyTo -> new NodeCommand.ChangeMustConnect(Set.of(), more, replyTo));
    }

    private CompletionStage<Map<String, Object>> removeMustConnect(AdminRoutes.Request request) {
        List<String> names = peersOf(request, text -> text);
        return node.<List<PeerAddress>>ask(NodeCommand.GetMustConnect::new).thenCompose(now -> {
            Set<PublicKey> meant = new LinkedHashSet<>();
            names.forEach(name -> meant.add(
                    Objects.requireNonNull(Naming.mustConnect(name, now).key())));
            return changed(replyTo -> new NodeCommand.ChangeMustConnect(meant, List.of(), replyTo));
        });
    }

    private static <T> List<T> peersOf(AdminRoutes.Request request, Function<String, T> parse) {
        List<T> peers = new ArrayList<>();
        List<String> texts = AdminInput.read(request.body(), List.of("peers")).texts("peers");
        for (int i = 0; i < texts.size(); i++) {
            try {
                peers.add(parse.apply(texts.get(i)));
            } catch (IllegalArgumentException wrong) {
                throw new Refused(400, "entry " + (i + 1) + " of 'peers': " + wrong.getMessage());
            }
        }
        return peers;
    }

    private CompletionStage<Map<String, Object>> changed(Function<ActorRef<MustConnectAnswer>, NodeCommand> order) {
        return node.ask(order).thenCombine(mustConnect(), (answer, now) -> {
            Map<String, Object> done = new LinkedHashMap<>(now);
            done.put("skipped", AdminJson.skipped(answer.skipped()));
            return done;
        });
    }

    private CompletionStage<Map<String, Object>> disconnect(AdminRoutes.Request request) {
        String text = AdminInput.read(request.body(), List.of("peer")).text("peer");
        return node.<List<PeerInfo>>ask(NodeCommand.GetPeers::new).thenApply(admitted -> {
            List<PeerInfo> meant = Naming.peers(text, admitted);
            meant.forEach(peer -> node.system().tell(new NodeCommand.Disconnect(peer.id())));
            return Map.of(
                    "disconnected", meant.stream().map(peer -> peer.id().hex()).toList());
        });
    }
}
