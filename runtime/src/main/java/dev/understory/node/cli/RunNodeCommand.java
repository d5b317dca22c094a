package dev.understory.node.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.understory.identity.PeerAddress;
import dev.understory.limits.NetworkAddress;
import dev.understory.mux.Topic;
import dev.understory.node.config.ConfigReading;
import dev.understory.node.config.ConfigValues;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.config.NodeConfigReader;
import dev.understory.node.embed.Inbound;
import dev.understory.node.embed.P2pNode;
import dev.understory.node.embed.StartOutcome;
import dev.understory.node.embed.SystemClock;
import dev.understory.node.key.Identities;
import dev.understory.transport.Endpoint;
import dev.understory.transport.tcp.LocalAddresses;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code node run}: a node, until it is told to end. */
@Command(
        name = "run",
        description =
                "Runs a node. Prints 'ready KEY@HOST:PORT' when it is, an address to dial it at, and logs on standard"
                        + " error.",
        mixinStandardHelpOptions = true)
final class RunNodeCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings: HOCON as in reference.conf, or a Canopy config.json.")
    @Nullable
    Path configFile;

    @Option(names = "--listen", paramLabel = "HOST:PORT", description = "Where to accept peers; port 0 takes any.")
    @Nullable
    String listen;

    @Option(names = "--network", paramLabel = "N", description = "The network's id.")
    @Nullable
    String network;

    @Option(names = "--chain", paramLabel = "N", description = "The chain's id.")
    @Nullable
    String chain;

    @Option(names = "--key", paramLabel = "FILE", description = "The key file; without it one in the data folder.")
    @Nullable
    String keyFile;

    @Option(names = "--key-type", paramLabel = "TYPE", description = "bls or ed25519, for a key that is made.")
    @Nullable
    String keyType;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where the node keeps its files.")
    @Nullable
    String dataDir;

    @Option(names = "--dial", paramLabel = "ADDRESS", description = "A peer to keep a connection to: [KEY@]HOST:PORT.")
    List<String> dial = new ArrayList<>();

    @Option(
            names = "--messages",
            description = "Print a JSON line for each message that arrives and is not the node's own.")
    boolean messages;

    @Option(
            names = "--log",
            paramLabel = "FORM",
            description = "text or json: an object for each line of the log (default: ${DEFAULT-VALUE}).",
            defaultValue = "text")
    String log = "text";

    RunNodeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        CommandInput.fileName(spec, "--key", keyFile);
        if (!log.equals("text") && !log.equals("json")) {
            throw CommandInput.wrongUse(spec, "--log: must be text or json, not '" + log + "'");
        }
        List<PeerAddress> peers = new ArrayList<>();
        for (String address : dial) {
            peers.add(CommandInput.address(spec, address));
        }
        NodeConfig config = switch (NodeConfigReader.read(configFile, options(), peers)) {
            case ConfigReading.Unreadable unreadable -> throw Visit.wrongUse(unreadable);
            case ConfigReading.Read read -> {
                console.warn(read.warnings());
                yield read.config();
            }
        };
        EventLog events = new EventLog(console.err(), new SystemClock(), log.equals("json"));
        try (Reloading reloading = Reloading.begin(console, configFile != null)) {
            return run(config, events, reloading);
        }
    }

    private int run(NodeConfig config, EventLog events, Reloading reloading) {
        P2pNode node = switch (console.await(P2pNode.start(config, Identities.of(config.identity()), null, events))) {
            case StartOutcome.Started started -> started.node();
            case StartOutcome.Failed failed -> throw new CommandFailure(exitCode(failed.cause()), failed.detail());
        };
        reloading.started(node);
        if (messages) {
            printMessages(node, config.network().discovery().enabled());
        }
        node.whenPeers(config.network().minimumPeers())
                .thenRun(() -> console.out().println("ready " + self(config, node)));
        try {
            console.await(node.whenStopped());
            throw new CommandFailure(ExitCode.INTERNAL, "the node has ended by itself");
        } catch (Console.Ended ended) {
            node.stop(config.machine().stopDeadline()).toCompletableFuture().join();
            return ended.exitCode();
        }
    }

    private Config options() {
        Config options = ConfigFactory.empty();
        options = with(options, "understory.p2p.listen-address", listen, "--listen");
        options = with(options, "understory.node.network-id", network, "--network");
        options = with(options, "understory.node.chain-id", chain, "--chain");
        options = with(options, "understory.node.key-file", keyFile, "--key");
        options = with(options, "understory.node.key-type", keyType, "--key-type");
        return with(options, "understory.node.data-dir", dataDir, "--data-dir");
    }

    private static Config with(Config options, String path, @Nullable String value, String option) {
        return value == null ? options : options.withValue(path, ConfigValueFactory.fromAnyRef(value, option));
    }

    /** Our key with the address at which others can dial us, as far as we know; what other addresses there are is a remark. */
    private String self(NodeConfig config, P2pNode node) {
        Endpoint listening = node.listening().orElse(null);
        if (listening == null) {
            return node.id().hex();
        }
        String external = config.network().externalAddress();
        if (!external.isEmpty()) {
            return node.id().hex() + "@"
                    + (ConfigValues.hasPort(external) ? external : external + ":" + listening.port());
        }
        List<String> hosts = List.of(listening.host());
        if (!NetworkAddress.of(listening.host()).isUnicast()) {
            hosts = LocalAddresses.diallable(listening.host().indexOf(':') < 0);
        }
        List<String> all = hosts.stream()
                .map(host -> new Endpoint(host, listening.port()).toString())
                .toList();
        if (all.size() > 1) {
            console.err().println("also reachable at " + String.join(", ", all.subList(1, all.size())));
        }
        return node.id().hex() + "@" + all.get(0);
    }

    /** The peer exchange, where there is one, is the node's own. */
    private void printMessages(P2pNode node, boolean isFinding) {
        for (Topic topic : Topic.values()) {
            boolean isExchange = topic == Topic.PEERS_REQUEST || topic == Topic.PEERS_RESPONSE;
            if (topic != Topic.HEARTBEAT && !(isExchange && isFinding)) {
                console.await(node.source(topic)
                        .to(Sink.foreach(message -> console.out().println(json(message))))
                        .run(node.system()));
            }
        }
    }

    private static String json(Inbound message) {
        return "{\"topic\":\"" + message.topic() + "\",\"sender\":\""
                + message.sender().hex() + "\",\"bytes\":" + message.payload().size() + ",\"sha256\":\""
                + HexFormat.of().formatHex(sha256(message)) + "\"}";
    }

    private static byte[] sha256(Inbound message) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(
                    message.payload().array(),
                    message.payload().offset(),
                    message.payload().size());
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static int exitCode(StartOutcome.Cause cause) {
        return switch (cause) {
            case KEY, TLS, ADMIN -> ExitCode.USAGE;
            case LISTEN, STORE, SERVICES, CLASS_PATH -> ExitCode.FAILED;
            case INTERNAL -> ExitCode.INTERNAL;
        };
    }
}
