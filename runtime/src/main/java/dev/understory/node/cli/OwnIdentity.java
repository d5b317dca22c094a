package dev.understory.node.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.understory.crypto.CryptoSuites;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.node.key.Identities;
import dev.understory.node.key.KeyFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that connect to a node once: who they are to it. */
final class OwnIdentity {
    @Option(
            names = "--network",
            paramLabel = "N",
            description = "The peer's network (default: ${DEFAULT-VALUE}).",
            defaultValue = "1")
    @Nullable
    String network;

    @Option(
            names = "--chain",
            paramLabel = "N",
            description = "The peer's chain (default: ${DEFAULT-VALUE}).",
            defaultValue = "1")
    @Nullable
    String chain;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "The key file to use; without it a new BLS key that is then forgotten.")
    @Nullable
    Path keyFile;

    /** The settings that these options stand for. */
    Config settings() {
        return ConfigFactory.empty()
                .withValue("understory.node.network-id", ConfigValueFactory.fromAnyRef(network, "--network"))
                .withValue("understory.node.chain-id", ConfigValueFactory.fromAnyRef(chain, "--chain"))
                // The peer keeps its own deadlines; a young process on a busy machine may need more than a second.
                .withValue("understory.p2p.handshake.step-timeout", ConfigValueFactory.fromAnyRef("5 s"))
                .withValue("understory.p2p.handshake.timeout", ConfigValueFactory.fromAnyRef("10 s"))
                .withValue("understory.node.event-loops", ConfigValueFactory.fromAnyRef(1))
                .withValue("understory.p2p.listen-address", ConfigValueFactory.fromAnyRef(""));
    }

    NodeKey key(Console console) {
        if (keyFile == null) {
            return Identities.fresh(KeyType.BLS12_381);
        }
        return switch (KeyFile.read(keyFile, CryptoSuites.real())) {
            case KeyFile.Outcome.Key key -> {
                console.warn(key.warnings());
                yield key.key();
            }
            case KeyFile.Outcome.Unusable unusable -> throw new CommandFailure(ExitCode.USAGE, unusable.problem());
        };
    }
}
