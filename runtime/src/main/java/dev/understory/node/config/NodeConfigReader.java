package dev.understory.node.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.understory.crypto.FrameCipher;
import dev.understory.identity.KeyType;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.peer.KnownPeers;
import dev.understory.reputation.BanList;
import dev.understory.reputation.BanSubject;
import dev.understory.transport.Endpoint;
import dev.understory.transport.tcp.EventLoops;
import dev.understory.wire.Capabilities;
import dev.understory.wire.Capability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link NodeConfig} of a file in the form of {@code reference.conf} or of Canopy's {@code config.json}, and of
 * the options of a command, which go before the file. Everything that is wrong is reported at once.
 */
public final class NodeConfigReader {
    private static final String REFERENCE = "reference.conf";
    private static final String TRUSTED = "understory.p2p.trusted-peers";
    private static final String DONT_WANT = "understory.p2p.capabilities.dont-want";
    private static final String BANNED_ADDRESSES = "understory.p2p.banned-addresses";
    private static final String EXTERNAL = "understory.p2p.external-address";
    private static final String METRICS = "understory.node.metrics.listen";
    private static final String ADMIN = "understory.node.admin.listen";
    private static final String ADMIN_TOKEN = "understory.node.admin.token-file";
    private static final String CERTIFICATE = "understory.node.tls.certificate";
    private static final String CERTIFICATE_KEY = "understory.node.tls.key";
    private static final String TRUST = "understory.node.tls.trust";
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MOST = 1_000_000;
    private static final int MOST_LOOPS_BY_DEFAULT = 8;

    private final SettingsReader settings;
    private final Map<String, String> names;

    private NodeConfigReader(SettingsReader settings, Map<String, String> names) {
        this.settings = settings;
        this.names = names;
    }

    /**
     * Reads a configuration.
     *
     * @param file null for none
     * @param options settings that go before those of the file, with the options they came from as their origins
     * @param dial peers to dial beside those of the file
     */
    public static ConfigReading read(@Nullable Path file, Config options, List<PeerAddress> dial) {
        if (file == null) {
            ConfigSource.Parsed nothing = new ConfigSource.Parsed.Tree(ConfigFactory.empty());
            return read(() -> nothing, Path.of(REFERENCE), false, options, dial);
        }
        return read(() -> ConfigSource.read(file), file, true, options, dial);
    }

    static ConfigReading readText(String text) {
        String name = "text";
        return read(() -> ConfigSource.parse(text, name), Path.of(name), false, ConfigFactory.empty(), List.of());
    }

    private static ConfigReading read(
            Supplier<ConfigSource.Parsed> source, Path file, boolean isThere, Config options, List<PeerAddress> dial) {
        try {
            return switch (source.get()) {
                case ConfigSource.Parsed.Tree tree -> read(tree.config(), file, isThere, options, dial);
                case ConfigSource.Parsed.Failed failed -> new ConfigReading.Unreadable(List.of(failed.problem()));
            };
        } catch (SystemSettings.Incomplete packaging) {
            String message = String.valueOf(packaging.getMessage());
            return new ConfigReading.Unreadable(List.of(new ConfigProblem(REFERENCE, message)));
        }
    }

    private static ConfigReading read(
            Config given, Path file, boolean isThere, Config options, List<PeerAddress> dial) {
        List<ConfigProblem> problems = new ArrayList<>();
        SourceLines source = new SourceLines(file);
        Config reference = SystemSettings.ofNode();
        Map<String, String> names = new TreeMap<>();
        List<String> warnings = new ArrayList<>();
        Config ours = given;
        if (!given.hasPath("understory") && CanopyKeys.describes(given.root())) {
            CanopyKeys.Translation translation = CanopyKeys.translate(given.root());
            ours = translation.config();
            names.putAll(translation.names());
            warnings.addAll(translation.warnings());
            for (CanopyKeys.Misspelt key : translation.misspelt()) {
                problems.add(new ConfigProblem(source.where(key.origin(), key.key()), key.message()));
            }
        }
        Set<String> wrong = new TreeSet<>();
        Config known = KnownSettings.check(ours, reference, source, problems, wrong);
        Config whole = options.withFallback(known).withFallback(reference).resolve();
        NodeConfigReader reader =
                new NodeConfigReader(new SettingsReader(whole, source, names, problems, wrong), names);
        ConfigOrigin origin = new ConfigOrigin(isThere ? file : null, options, dial, names, source, whole);
        NodeConfig config = reader.config(dial, origin);
        reader.warnOfTheUndialled(config.network().known(), warnings);
        reader.warnOfTheUseless(config.limits().capabilities(), warnings);
        problems.sort(Comparator.comparing(ConfigProblem::where, NodeConfigReader::byPlace));
        return problems.isEmpty() ? new ConfigReading.Read(config, warnings) : new ConfigReading.Unreadable(problems);
    }

    private NodeConfig config(List<PeerAddress> dial, ConfigOrigin origin) {
        NodeConfig.Identity identity = identity();
        return new NodeConfig(
                identity,
                network(identity.chainId(), dial),
                new LimitsReader(settings).limits(),
                machine(identity.dataDir()),
                tls(),
                operation(identity.dataDir()),
                origin);
    }

    private NodeConfig.Identity identity() {
        Path dataDir = settings.parsed("understory.node.data-dir", ConfigValues::path, Path.of(""));
        String keyFile = settings.text("understory.node.key-file");
        return new NodeConfig.Identity(
                dataDir,
                keyFile.isEmpty()
                        ? null
                        : settings.parsed("understory.node.key-file", ConfigValues::path, Path.of(keyFile)),
                settings.parsed("understory.node.key-type", ConfigValues::keyType, KeyType.BLS12_381),
                settings.id("understory.node.network-id"),
                settings.id("understory.node.chain-id"));
    }

    private NodeConfig.Network network(long chainId, List<PeerAddress> dial) {
        List<PeerAddress> peers =
                new ArrayList<>(settings.list(CanopyKeys.DIAL_PEERS, address(CanopyKeys.DIAL_PEERS, chainId)));
        peers.addAll(dial);
        List<PublicKey> trusted = new ArrayList<>();
        Function<String, PeerAddress> whereTrusted = address(TRUSTED, chainId);
        for (ConfigValues.Trusted one : settings.list(TRUSTED, text -> ConfigValues.trusted(text, whereTrusted))) {
            trusted.add(one.key());
            if (one.address() != null && !peers.contains(one.address())) {
                peers.add(one.address());
            }
        }
        List<BanSubject> banned = new ArrayList<>();
        for (PublicKey key : settings.list("understory.p2p.banned-peers", PublicKey::ofHex)) {
            banned.add(new BanSubject.Identity(key));
        }
        banned.addAll(settings.list(BANNED_ADDRESSES, ConfigValues::bannedAddress));
        if (banned.stream().filter(BanSubject.Name.class::isInstance).count() > BanSubject.MOST_NAMES) {
            settings.problem(BANNED_ADDRESSES, "bans more than " + BanSubject.MOST_NAMES + " host names");
        }
        if (banned.size() > BanList.MOST_LASTING) {
            settings.problem(
                    BANNED_ADDRESSES,
                    "together with banned-peers has " + banned.size() + " bans, more than " + BanList.MOST_LASTING);
        }
        return new NodeConfig.Network(
                settings.parsedOrNull("understory.p2p.listen-address", ConfigValues::listenAddress),
                settings.parsed(
                        EXTERNAL,
                        text -> names.containsKey(EXTERNAL) && !text.isEmpty()
                                ? ConfigValues.ownAddress(CanopyKeys.peer(text, chainId))
                                : ConfigValues.externalAddress(text),
                        ""),
                settings.number("understory.p2p.minimum-peers-to-start", 0, MOST),
                new KnownPeers(
                        peers,
                        settings.list("understory.p2p.must-connect", ConfigValues::keyedAddress),
                        trusted,
                        banned),
                new DiscoveryReader(settings).discovery());
    }

    /** How addresses of that setting are written: in a Canopy file with base ports. */
    private Function<String, PeerAddress> address(String path, long chainId) {
        return names.containsKey(path) ? text -> CanopyKeys.peer(text, chainId) : PeerAddress::parse;
    }

    private void warnOfTheUseless(Capabilities offered, List<String> warnings) {
        boolean isUseless = offered.has(Capability.DONT_WANT) && !offered.has(Capability.ANNOUNCE_FETCH);
        if (isUseless && settings.isWritten(DONT_WANT)) {
            warnings.add(settings.where(DONT_WANT) + ": " + settings.name(DONT_WANT)
                    + ": has no effect without announce-fetch, which is off");
        }
    }

    /** A trusted peer whose address is nowhere comes in when it dials us; whoever expects more has to be told. */
    private void warnOfTheUndialled(KnownPeers known, List<String> warnings) {
        Set<PublicKey> dialled = new TreeSet<>();
        boolean anonymous = false;
        for (List<PeerAddress> peers : List.of(known.kept(), known.mustConnect())) {
            for (PeerAddress peer : peers) {
                if (peer.key() == null) {
                    anonymous = true;
                } else {
                    dialled.add(peer.key());
                }
            }
        }
        List<PublicKey> others =
                known.trusted().stream().filter(key -> !dialled.contains(key)).toList();
        if (!others.isEmpty()) {
            String who = others.get(0).shortHex()
                    + (others.size() == 1
                            ? " has no address here and is not dialled; to have it dialled"
                            : " and " + (others.size() - 1)
                                    + " more have no address here and are not dialled; to have one dialled");
            String elsewhere = anonymous
                    ? ", or in the place of an address without key in " + settings.name(CanopyKeys.DIAL_PEERS)
                    : "";
            warnings.add(settings.where(TRUSTED) + ": " + settings.name(TRUSTED) + ": " + who
                    + ", write KEY@HOST:PORT (here" + elsewhere + ")");
        }
    }

    private NodeConfig.Machine machine(Path dataDir) {
        int processors = Runtime.getRuntime().availableProcessors();
        int loops = settings.number("understory.node.event-loops", 0, EventLoops.MOST_LOOPS);
        int crypto = settings.number("understory.node.crypto-threads", 0, 1024);
        return new NodeConfig.Machine(
                loops == 0 ? Math.min(processors, MOST_LOOPS_BY_DEFAULT) : loops,
                settings.parsed(
                        "understory.node.application-thread",
                        ConfigValues::applicationThread,
                        NodeConfig.ApplicationThread.OWN),
                settings.parsed("understory.node.frame-cipher", ConfigValues::frameCipher, FrameCipher.OWN),
                crypto == 0 ? Math.max(1, processors / 2) : crypto,
                settings.number("understory.node.crypto-queue", 1, MOST),
                settings.fraction("understory.node.handshake-cpu-share", 0.001, 1),
                settings.parsed("understory.node.store", ConfigValues::keepsDocuments, false)
                        ? dataDir.resolve(NodeConfig.STORE_FOLDER)
                        : null,
                settings.duration("understory.node.stop-deadline", Duration.ZERO, HOUR));
    }

    private NodeConfig.@Nullable Tls tls() {
        Path certificate = file(CERTIFICATE);
        Path key = file(CERTIFICATE_KEY);
        Path trust = file(TRUST);
        boolean mutual = settings.flag("understory.node.tls.mutual");
        if (certificate == null && key != null) {
            settings.problem(CERTIFICATE_KEY, "is the key of no certificate: name its file in " + CERTIFICATE);
        }
        if (trust == null) {
            if (certificate != null) {
                settings.problem(
                        CERTIFICATE, "is of no use alone: say in " + TRUST + " whose certificates are trusted");
            }
            return null;
        }
        return new NodeConfig.Tls(certificate, key == null ? certificate : key, trust, mutual);
    }

    private NodeConfig.Operation operation(Path dataDir) {
        Endpoint admin = settings.parsedOrNull(ADMIN, ConfigValues::loopbackAddress);
        Path token = file(ADMIN_TOKEN);
        return new NodeConfig.Operation(
                settings.parsedOrNull(METRICS, ConfigValues::listenAddress),
                admin == null
                        ? null
                        : new NodeConfig.Admin(
                                admin,
                                token == null ? dataDir.resolve(NodeConfig.Admin.TOKEN_FILE) : token,
                                dataDir.resolve(NodeConfig.Admin.PLACE_FILE)));
    }

    private @Nullable Path file(String path) {
        return settings.text(path).isEmpty() ? null : settings.parsedOrNull(path, ConfigValues::path);
    }

    /** Orders {@code file:line:column} by number, so that line 10 comes after line 9. */
    private static int byPlace(String one, String other) {
        return padded(one).compareTo(padded(other));
    }

    private static String padded(String where) {
        StringBuilder padded = new StringBuilder();
        for (String part : where.split(":", -1)) {
            boolean number = !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
            padded.append(':').append(number ? "0".repeat(Math.max(0, 10 - part.length())) + part : part);
        }
        return padded.toString();
    }
}
