package dev.understory.node.cli;

import dev.understory.identity.KeyFileText;
import dev.understory.identity.NodeKey;
import dev.understory.node.config.ConfigValues;
import dev.understory.node.key.Identities;
import dev.understory.node.key.KeyFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code node keygen}: a new identity. */
@Command(
        name = "keygen",
        description = "Makes a new identity and prints its public key; without --out also the key file's text.",
        mixinStandardHelpOptions = true)
final class KeygenCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--key-type",
            paramLabel = "TYPE",
            description = "bls or ed25519 (default: ${DEFAULT-VALUE}).",
            defaultValue = "bls")
    @Nullable
    String keyType;

    @Option(names = "--out", paramLabel = "FILE", description = "The key file to make; one that exists is left alone.")
    @Nullable
    Path out;

    KeygenCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        CommandInput.fileName(spec, "--out", out);
        NodeKey key;
        try {
            key = Identities.fresh(ConfigValues.keyType(String.valueOf(keyType)));
        } catch (IllegalArgumentException wrong) {
            throw CommandInput.wrongUse(spec, "--key-type " + wrong.getMessage());
        }
        if (out == null) {
            console.out().println(KeyFileText.format(key));
            console.err().println("public key " + key.publicKey().hex());
            return ExitCode.OK;
        }
        return switch (KeyFile.create(out, key)) {
            case KeyFile.Outcome.Key made -> {
                console.warn(made.warnings());
                console.out().println(made.key().publicKey().hex());
                yield ExitCode.OK;
            }
            case KeyFile.Outcome.Unusable unusable -> throw new CommandFailure(ExitCode.FAILED, unusable.problem());
        };
    }
}
