package dev.understory.node.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import dev.understory.identity.PeerAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The peer-to-peer keys of Canopy's flat {@code config.json} (wire.md, section 6.2), and what they are called here. All
 * other keys of such a file belong to other parts of Canopy and are passed over, unless they look like one of these:
 * whoever misspells a ban or a limit would otherwise have neither, and learn it too late. None of Canopy's other keys
 * looks like that.
 */
final class CanopyKeys {
    static final String DIAL_PEERS = "understory.p2p.dial-peers";

    /** Canopy's ports start here; the chain's id is added (wire.md, section 4.8). */
    private static final int DEFAULT_BASE_PORT = 9000;

    private static final int LEAST_BASE_PORT = 1025;
    private static final String BANNED_PEERS = "understory.p2p.banned-peers";
    private static final String TRUSTED_PEERS = "understory.p2p.trusted-peers";
    private static final Map<String, String> PATHS = paths();
    private static final List<String> WITHOUT_EFFECT = List.of("validator_tcp_proxy");
    private static final List<String> KNOWN =
            Stream.concat(PATHS.keySet().stream(), WITHOUT_EFFECT.stream()).toList();

    /** A Canopy file in our terms. The values keep their places in the file, and {@code names} their keys. */
    record Translation(Config config, Map<String, String> names, List<String> warnings, List<Misspelt> misspelt) {}

    /** A key that looks like one of these and is none. */
    record Misspelt(String key, ConfigOrigin origin, String message) {}

    private CanopyKeys() {}

    /** Whether the file is of Canopy's form: a key of it stands at the top. */
    static boolean describes(ConfigObject root) {
        return root.keySet().stream().anyMatch(KNOWN::contains);
    }

    static Translation translate(ConfigObject root) {
        Config config = ConfigFactory.empty();
        Map<String, String> names = new LinkedHashMap<>();
        List<String> warnings = new ArrayList<>();
        for (Map.Entry<String, String> entry : PATHS.entrySet()) {
            ConfigValue value = root.get(entry.getKey());
            if (value == null || value.valueType() == ConfigValueType.NULL) {
                continue;
            }
            String path = entry.getValue();
            ConfigValue before = config.hasPath(path) ? config.getValue(path) : null;
            config = config.withValue(path, before == null ? value : joined(before, value));
            names.merge(path, entry.getKey(), (one, other) -> one + " and " + other);
        }
        for (String key : WITHOUT_EFFECT) {
            ConfigValue value = root.get(key);
            if (value != null && asksForSomething(value)) {
                warnings.add(key + " has no effect on this node");
            }
        }
        return new Translation(config, names, warnings, misspelt(root));
    }

    private static List<Misspelt> misspelt(ConfigObject root) {
        List<Misspelt> misspelt = new ArrayList<>();
        root.forEach((key, value) -> {
            String hint = KNOWN.contains(key) ? "" : Spelling.hint(key, KNOWN);
            if (!hint.isEmpty()) {
                misspelt.add(new Misspelt(key, value.origin(), "Canopy has no key '" + key + "'" + hint));
            }
        });
        return misspelt;
    }

    /**
     * A peer as Canopy's dialPeers name it, {@code KEY@[tcp://]HOST[:BASE]}: without a port it is 9000, and the chain's id
     * is added to it.
     */
    static PeerAddress peer(String text, long chainId) {
        PeerAddress written = PeerAddress.parse(ConfigValues.hasPort(text) ? text : text + ":" + DEFAULT_BASE_PORT);
        if (written.port() < LEAST_BASE_PORT) {
            throw new IllegalArgumentException(
                    "the base port of a peer must be at least " + LEAST_BASE_PORT + ", not " + written.port());
        }
        if (Long.compareUnsigned(chainId, 65_535L - written.port()) > 0) {
            throw new IllegalArgumentException("the base port " + written.port() + " and the chain's id "
                    + Long.toUnsignedString(chainId) + " add up to more than 65535");
        }
        return new PeerAddress(written.key(), written.host(), written.port() + (int) chainId);
    }

    /** Both spellings of one key: the lists are joined; what is no list stays, to be reported. */
    private static ConfigValue joined(ConfigValue first, ConfigValue second) {
        if (!(first instanceof ConfigList one)) {
            return first;
        }
        if (!(second instanceof ConfigList two)) {
            return second;
        }
        List<ConfigValue> all = new ArrayList<>(one);
        all.addAll(two);
        return ConfigValueFactory.fromIterable(all).withOrigin(first.origin());
    }

    private static boolean asksForSomething(@Nullable ConfigValue value) {
        return switch (value) {
            case null -> false;
            case ConfigObject object -> !object.isEmpty();
            case ConfigValue other ->
                other.valueType() != ConfigValueType.NULL && !"0".equals(String.valueOf(other.unwrapped()));
        };
    }

    private static Map<String, String> paths() {
        Map<String, String> paths = new LinkedHashMap<>();
        paths.put("networkID", "understory.node.network-id");
        paths.put("chainId", "understory.node.chain-id");
        paths.put("dataDirPath", "understory.node.data-dir");
        paths.put("listenAddress", "understory.p2p.listen-address");
        paths.put("externalAddress", "understory.p2p.external-address");
        paths.put("maxInbound", "understory.p2p.max-inbound");
        paths.put("maxOutbound", "understory.p2p.max-outbound");
        paths.put("trustedPeerIDs", TRUSTED_PEERS);
        paths.put("trutedPeersIDs", TRUSTED_PEERS); // as older releases of Canopy write it
        paths.put("dialPeers", DIAL_PEERS);
        paths.put("bannedPeersIDs", BANNED_PEERS);
        paths.put("bannedPeerIDs", BANNED_PEERS);
        paths.put("bannedIPs", "understory.p2p.banned-addresses");
        paths.put("minimumPeersToStart", "understory.p2p.minimum-peers-to-start");
        paths.put("gossipThreshold", "understory.p2p.gossip-threshold");
        return paths;
    }
}
