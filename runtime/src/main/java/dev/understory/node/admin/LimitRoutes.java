package dev.understory.node.admin;

import dev.understory.admission.PlacesInUse;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.limits.GroupLevel;
import dev.understory.limits.RateLimit;
import dev.understory.mux.Topic;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.inspect.LimitHits;
import dev.understory.node.inspect.NodeReport;
import dev.understory.peer.NodeCommand;
import dev.understory.peerbook.BookPage;
import dev.understory.peerbook.PeerBook;
import dev.understory.reputation.BanList;
import dev.understory.session.SessionConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The limits in force by the names of their settings, what is used of them now, and how often they were hit since the start. */
final class LimitRoutes {
    private final AdminNode node;

    LimitRoutes(AdminNode node) {
        this.node = node;
    }

    List<AdminRoutes.Route> routes() {
        return List.of(new AdminRoutes.Route("GET", "/v1/limits", request -> limits()));
    }

    private CompletionStage<Map<String, Object>> limits() {
        return node.report()
                .thenCombine(node.<PlacesInUse>ask(NodeCommand.GetPlaces::new), Lines::new)
                .thenCombine(
                        node.<BookPage>askBook(replyTo -> new NodeCommand.GetBook(all -> true, null, 0, replyTo)),
                        Lines::all);
    }

    /** The lines of the answer. */
    private final class Lines {
        private final List<Object> lines = new ArrayList<>();
        private final NodeReport report;
        private final PlacesInUse places;

        Lines(NodeReport report, PlacesInUse places) {
            this.report = report;
            this.places = places;
        }

        private void add(String name, long limit, @Nullable Long used, LimitHits.@Nullable Limit hit) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("name", name);
            line.put("limit", limit);
            line.put("used", used);
            line.put("hits", hit == null ? null : node.hits().of(hit));
            lines.add(line);
        }

        Map<String, Object> all(BookPage book) {
            NodeConfig config = node.config().get();
            AdmissionPolicy admission = config.limits().peers().admission();
            add("max-inbound", admission.maxInbound(), (long) places.inbound(), LimitHits.Limit.INBOUND);
            add("max-outbound", admission.maxOutbound(), (long) places.outbound(), LimitHits.Limit.OUTBOUND);
            add("max-handshakes", admission.maxHandshakes(), (long) places.handshakes(), LimitHits.Limit.HANDSHAKES);
            for (GroupLevel level : GroupLevel.values()) {
                add(
                        "max-per-" + level.name().toLowerCase(Locale.ROOT),
                        admission.perGroup().at(level),
                        (long) places.mostOfGroup().getOrDefault(level, 0),
                        LimitHits.Limit.ofGroup(level));
            }
            add("handshake-rates.all", admission.rates().all(), null, LimitHits.Limit.HANDSHAKE_RATES);
            memory(config);
            for (Topic topic : Topic.values()) {
                RateLimit rate =
                        config.limits().peers().session().allowance().rates().get(topic);
                if (rate != null) {
                    add("message-rates." + topic, rate.perSecond(), null, LimitHits.Limit.MESSAGE_RATES);
                }
            }
            add("crypto-queue", config.machine().cryptoQueue(), null, LimitHits.Limit.CRYPTO_QUEUE);
            add("reputation.entries", config.limits().peers().reputation().entries(), (long) places.scores(), null);
            add("bans", BanList.MOST_LASTING, (long) places.bans(), LimitHits.Limit.BANS);
            add("book entries", PeerBook.MOST_ENTRIES, (long) book.fresh() + book.tried(), null);
            add("book bytes", PeerBook.MOST_BYTES, book.bytes(), null);
            return Map.of("limits", lines);
        }

        private void memory(NodeConfig config) {
            SessionConfig.Memory memory = config.limits().peers().session().memory();
            long most = 0;
            long all = 0;
            for (var peer : report.peers()) {
                long held = peer.state() == null ? 0 : peer.state().counters().heldMemory();
                most = Math.max(most, held);
                all += held;
            }
            add("connection.peer-memory", memory.peerBytes(), most, LimitHits.Limit.PEER_MEMORY);
            long share = config.limits().peers().connection().memory().share();
            long lendable = config.limits().peers().connection().memory().lendable();
            add(
                    "connection.all-peers-memory",
                    lendable
                            + share
                                    * (config.limits().peers().admission().maxInbound()
                                            + config.limits()
                                                    .peers()
                                                    .admission()
                                                    .maxOutbound()),
                    all,
                    LimitHits.Limit.ALL_MEMORY);
        }
    }
}
