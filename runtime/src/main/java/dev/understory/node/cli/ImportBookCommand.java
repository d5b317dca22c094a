package dev.understory.node.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.understory.limits.Routability;
import dev.understory.node.config.ConfigReading;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.config.NodeConfigReader;
import dev.understory.node.key.Identities;
import dev.understory.node.key.KeyFile;
import dev.understory.peerbook.BookSettings;
import dev.understory.peerbook.CanopyBook;
import dev.understory.peerbook.PeerBook;
import dev.understory.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code node import-book}: the addresses of Canopy's {@code book.json} come into the book of a node that does not run. */
@Command(
        name = "import-book",
        description =
                "Takes the addresses of Canopy's book.json into the book of a node that does not run. They count as heard"
                        + " of, until the node has dialled them.",
        mixinStandardHelpOptions = true)
final class ImportBookCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Canopy's book.json.")
    Path file = Path.of("");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The node's configuration; also Canopy's config.json.")
    @Nullable
    Path configFile;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where the node keeps its files.")
    @Nullable
    String dataDir;

    ImportBookCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        CommandInput.fileName(spec, "FILE", file);
        Bytes contents = contents();
        Config options = dataDir == null
                ? ConfigFactory.empty()
                : ConfigFactory.empty()
                        .withValue("understory.node.data-dir", ConfigValueFactory.fromAnyRef(dataDir, "--data-dir"));
        NodeConfig config = switch (NodeConfigReader.read(configFile, options, List.of())) {
            case ConfigReading.Unreadable unreadable -> throw Visit.wrongUse(unreadable);
            case ConfigReading.Read read -> read.config();
        };
        Path folder = config.machine().store();
        if (folder == null) {
            throw new CommandFailure(
                    ExitCode.USAGE, "the node has its book in memory only (understory.node.store = files keeps it)");
        }
        NodeConfig.Identity identity = config.identity();
        CanopyBook read = CanopyBook.read(contents, identity.networkId(), identity.chainId());
        read.problems().forEach(problem -> console.err().println(file + ": " + problem));
        Routability routability = config.network().discovery().isPublic() ? Routability.PUBLIC : Routability.PRIVATE;
        BookSettings settings = switch (Identities.of(identity)) {
            case KeyFile.Outcome.Key own ->
                BookSettings.of(
                        identity.networkId(), identity.chainId(), own.key().publicKey(), routability);
            case KeyFile.Outcome.Unusable unusable -> throw new CommandFailure(ExitCode.FAILED, unusable.problem());
        };
        return take(read, folder, settings);
    }

    private int take(CanopyBook read, Path folder, BookSettings settings) {
        try (StoredBook stored = StoredBook.open(folder)) {
            PeerBook book = stored.read(settings);
            Map<String, Integer> counts = read.addTo(book, stored.now());
            stored.write(book);
            console.out()
                    .println(read.addresses().size() + " addresses read: " + counts + "; the book has " + book.size());
        }
        if (!read.named().isEmpty()) {
            console.err()
                    .println(read.named().size() + " peers at host names are not taken; name some of them as seeds: "
                            + read.named().getFirst());
        }
        if (read.skipped() > 0) {
            console.err().println(read.skipped() + " entries were passed over");
        }
        return read.addresses().isEmpty() && !read.problems().isEmpty() ? ExitCode.FAILED : ExitCode.OK;
    }

    private Bytes contents() {
        try {
            if (Files.size(file) > CanopyBook.MOST_BYTES) {
                throw new CommandFailure(
                        ExitCode.FAILED, file + ": is larger than " + CanopyBook.MOST_BYTES + " bytes");
            }
            return Bytes.wrap(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw new CommandFailure(
                    ExitCode.USAGE, file + (Files.exists(file) ? ": cannot be read" : ": there is no such file"));
        }
    }
}
