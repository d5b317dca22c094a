package dev.understory.node.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What differs between two configurations, and which of it holds only when the node starts again. */
public final class ConfigChange {
    private static final String LATER = "holds only when the node starts again";

    /**
     * Settings that a running node cannot change, and what they come to.
     *
     * @param paths of settings, or of blocks of them
     * @param part what the node was told, to see whether it differs however it is written
     */
    private record Fixed(List<String> paths, Function<NodeConfig, @Nullable Object> part) {
        boolean has(String path) {
            return paths.stream().anyMatch(one -> isIn(path, one));
        }
    }

    private static final List<Fixed> FIXED = List.of(
            fixed(NodeConfig::operation, "node.metrics", "node.admin"),
            fixed(NodeConfig::tls, "node.tls"),
            fixed(
                    NodeConfig::identity,
                    "node.data-dir",
                    "node.key-file",
                    "node.key-type",
                    "node.network-id",
                    "node.chain-id"),
            fixed(
                    NodeConfig::machine,
                    "node.store",
                    "node.event-loops",
                    "node.application-thread",
                    "node.frame-cipher",
                    "node.crypto-threads",
                    "node.crypto-queue",
                    "node.handshake-cpu-share",
                    "node.stop-deadline"),
            fixed(config -> config.network().listen(), "p2p.listen-address"),
            fixed(config -> config.network().externalAddress(), "p2p.external-address"),
            fixed(config -> config.network().minimumPeers(), "p2p.minimum-peers-to-start"),
            fixed(config -> config.network().discovery(), "p2p.discovery"),
            fixed(
                    config -> List.of(
                            config.limits().peers().reputation(),
                            config.limits().peers().keepsStanding()),
                    "p2p.reputation"),
            fixed(config -> config.limits().peers().autoBan(), "p2p.auto-ban"),
            fixed(config -> config.limits().peers().dial(), "p2p.dial"),
            fixed(
                    config -> List.of(
                            config.limits().peers().session(),
                            config.limits().peers().connection()),
                    "p2p.handshake",
                    "p2p.topics",
                    "p2p.message-rates",
                    "p2p.byte-rates",
                    "p2p.bulk-window",
                    "p2p.connection",
                    // With all-peers-memory, each slot has a share of it.
                    "p2p.max-inbound",
                    "p2p.max-outbound"),
            fixed(config -> config.limits().gossip(), "p2p.gossip"),
            fixed(config -> config.limits().gossipThreshold(), "p2p.gossip-threshold"),
            fixed(config -> config.limits().tcp(), "p2p.tcp"),
            fixed(config -> config.limits().capabilities(), "p2p.capabilities"));

    /** What a running node can change: whom it keeps, trusts and refuses, and the caps on connections and handshakes. */
    private static final List<String> LIVE = paths(
            "p2p.dial-peers",
            "p2p.must-connect",
            "p2p.trusted-peers",
            "p2p.banned-peers",
            "p2p.banned-addresses",
            "p2p.max-inbound",
            "p2p.max-outbound",
            "p2p.max-handshakes",
            "p2p.reserved-handshakes",
            "p2p.max-per-address",
            "p2p.max-per-site",
            "p2p.max-per-subnet",
            "p2p.max-per-network",
            "p2p.handshake-rates");

    private ConfigChange() {}

    /**
     * Why a running node cannot go by {@code wanted}: a line for each setting that differs and holds only at a start, with where it
     * stands; empty if it can. What is written otherwise and comes to the same is no reason.
     */
    public static List<String> reasonsAgainst(NodeConfig now, NodeConfig wanted) {
        List<String> reasons = new ArrayList<>();
        List<ConfigOrigin.Change> changes = now.origin().changesTo(wanted.origin());
        for (Fixed fixed : FIXED) {
            if (!Objects.equals(fixed.part().apply(now), fixed.part().apply(wanted))) {
                List<String> lines = changes.stream()
                        .filter(change -> fixed.has(change.path()))
                        .map(change -> change.where() + ": " + change.line() + ", which " + LATER)
                        .toList();
                // Where the surroundings changed and not the text: a home directory, the number of processors.
                reasons.addAll(
                        lines.isEmpty()
                                ? List.of(String.join(", ", fixed.paths()) + ": differs, and " + LATER)
                                : lines);
            }
        }
        return reasons;
    }

    /** What a running node goes by another way from now on, a line for each setting. */
    public static List<String> changes(NodeConfig now, NodeConfig wanted) {
        return now.origin().changesTo(wanted.origin()).stream()
                .filter(change -> isLive(change.path()))
                .map(ConfigOrigin.Change::line)
                .toList();
    }

    /** Whether a running node can go by another value of that setting. */
    static boolean isLive(String path) {
        return LIVE.stream().anyMatch(one -> isIn(path, one));
    }

    /** Whether another value of that setting holds at the next start, or may. */
    static boolean isFixed(String path) {
        return FIXED.stream().anyMatch(one -> one.has(path));
    }

    private static boolean isIn(String path, String block) {
        return path.equals(block) || path.startsWith(block + ".");
    }

    private static Fixed fixed(Function<NodeConfig, @Nullable Object> part, String... paths) {
        return new Fixed(paths(paths), part);
    }

    private static List<String> paths(String... paths) {
        return java.util.Arrays.stream(paths).map(path -> "understory." + path).toList();
    }
}
