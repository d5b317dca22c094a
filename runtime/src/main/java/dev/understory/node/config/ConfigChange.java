package dev.understory.node.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which of the settings that differ between two configurations hold only when the node starts again. */
public final class ConfigChange {
    private final NodeConfig now;
    private final NodeConfig wanted;
    private final List<String> reasons = new ArrayList<>();

    private ConfigChange(NodeConfig now, NodeConfig wanted) {
        this.now = now;
        this.wanted = wanted;
    }

    /**
     * Why a running node cannot go by {@code wanted}, a line each; empty if it can. What it can change are the peers it keeps,
     * must-connect, trusted and banned ones, and the caps on connections and handshakes.
     */
    public static List<String> reasonsAgainst(NodeConfig now, NodeConfig wanted) {
        ConfigChange change = new ConfigChange(now, wanted);
        change.compare("node: the data folder, the identity, the network or the chain", NodeConfig::identity);
        change.compare("node: threads, ciphers, the store or the stop deadline", NodeConfig::machine);
        change.compare("node.tls", NodeConfig::tls);
        change.compare("p2p.listen-address", config -> config.network().listen());
        change.compare("p2p.external-address", config -> config.network().externalAddress());
        change.compare("p2p.minimum-peers-to-start", config -> config.network().minimumPeers());
        change.compare("p2p.reputation", config -> config.limits().peers().reputation());
        change.compare("p2p.reputation.kept", config -> config.limits().peers().keepsStanding());
        change.compare("p2p.auto-ban", config -> config.limits().peers().autoBan());
        change.compare("p2p.dial", config -> config.limits().peers().dial());
        change.compare(
                "p2p.handshake, p2p.topics, p2p.message-rates or a deadline of p2p.connection",
                config -> config.limits().peers().session());
        change.compare(
                "p2p.connection or its memory, of which each slot has a share",
                config -> config.limits().peers().connection());
        change.compare("p2p.gossip", config -> config.limits().gossip());
        change.compare("p2p.gossip-threshold", config -> config.limits().gossipThreshold());
        change.compare("p2p.tcp", config -> config.limits().tcp());
        change.compare("p2p.capabilities", config -> config.limits().capabilities());
        return change.reasons;
    }

    private void compare(String what, Function<NodeConfig, @Nullable Object> part) {
        if (!Objects.equals(part.apply(now), part.apply(wanted))) {
            reasons.add("understory." + what + " differs, and holds only when the node starts again");
        }
    }
}
