package dev.understory.node.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.CryptoSuites;
import dev.understory.identity.KeyType;
import dev.understory.node.cli.Console;
import dev.understory.node.cli.ExitCode;
import dev.understory.node.cli.NodeMain;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.embed.P2pNode;
import dev.understory.node.embed.StartOutcome;
import dev.understory.node.embed.TestNodes;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever else can get at a key is named, whichever way the node came to the key. */
final class KeyExposureTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void makeAKey() {
        file = folder.resolve("home").resolve(NodeConfig.KEY_FILE);
        KeyFile.create(file, Identities.fresh(KeyType.ED25519));
    }

    @Test
    void aKeyThatWeMadeIsForItsOwnerOnlyAndSoIsItsFolder() throws IOException {
        assertThat(KeyExposure.of(file)).isEmpty();
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(mode(file.getParent())).isEqualTo("rwx------");
    }

    @ParameterizedTest
    @CsvSource({
        "rw-r-----, read",
        "rw----r--, read",
        "rw--w----, changed",
        "rw-rw-rw-, read and changed",
    })
    void whoCanReadOrChangeItIsSaid(String permissions, String can) throws IOException {
        chmod(file, permissions);
        assertThat(KeyExposure.of(file))
                .containsExactly(
                        file + ": can be " + can + " by others (" + permissions + "): chmod 600 " + file.toRealPath());
    }

    @Test
    void aFolderInWhichOthersCanReplaceItIsSaidHoweverFarUp() throws IOException {
        chmod(file.getParent(), "rwxrwx---");
        chmod(folder, "rwx----wx");
        assertThat(KeyExposure.of(file))
                .containsExactly(
                        file.getParent() + ": others can put another key file in here (rwxrwx---): chmod go-w "
                                + file.getParent(),
                        folder + ": others can put another key file in here (rwx----wx): chmod go-w " + folder);
    }

    @Test
    void aFolderWhereNobodyCanMoveWhatIsNotHisIsNoProblem() throws IOException {
        Files.setAttribute(file.getParent(), "unix:mode", 01777);
        assertThat(KeyExposure.of(file)).isEmpty();
    }

    @Test
    void aSymbolicLinkIsJudgedByWhatItLeadsToAndByWhereItIs() throws IOException {
        chmod(file, "rw-r--r--");
        Path links = Files.createDirectory(folder.resolve("links"));
        chmod(links, "rwxrwxrwx");
        Path link = Files.createSymbolicLink(links.resolve("key.json"), file);
        assertThat(KeyExposure.of(link))
                .containsExactly(
                        link + " -> " + file + ": can be read by others (rw-r--r--): chmod 600 " + file,
                        links + ": others can put another key file in here (rwxrwxrwx): chmod go-w " + links);
    }

    @Test
    void aFileOfSomebodyElseIsSaid() throws IOException {
        // For a process of nobody's, all that is not the administrator's belongs to others.
        var nobody = file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        boolean administrator = Files.getAttribute(file, "unix:uid").equals(0);
        List<String> found = KeyExposure.of(file, nobody);
        if (administrator) {
            Files.setOwner(file, nobody);
            assertThat(KeyExposure.of(file)).containsExactly(file + ": belongs to nobody, who can read and change it");
        } else {
            assertThat(found).contains(file + ": belongs to " + Files.getOwner(file) + ", who can read and change it");
        }
    }

    @Test
    void aFileSystemWithoutPermissionsIsSaidToBeUnchecked() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(folder.resolve("keys.zip"), Map.of("create", "true"))) {
            Path inside = zip.getPath("/keys/key.json");
            assertThat(KeyFile.create(inside, Identities.fresh(KeyType.ED25519)))
                    .isInstanceOfSatisfying(
                            KeyFile.Outcome.Key.class,
                            made -> assertThat(made.warnings())
                                    .singleElement()
                                    .asString()
                                    .contains("nobody has checked who else can read it"));
        }
    }

    @Test
    void readingSaysIt() throws IOException {
        chmod(file, "rw-r--r--");
        assertThat(KeyFile.read(file, CryptoSuites.real()))
                .isInstanceOfSatisfying(
                        KeyFile.Outcome.Key.class,
                        key -> assertThat(key.warnings()).isEqualTo(KeyExposure.of(file)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"understory.node.data-dir = \"%s\"", "understory.node.key-file = \"%s/validator_key.json\""})
    void embeddersHearOfItAsAnEventAndAsAValue(String setting) throws IOException {
        chmod(file, "rw-r--r--");
        BlockingQueue<NodeEvent> events = new LinkedBlockingQueue<>();
        NodeConfig config = TestNodes.config(String.format(setting, file.getParent()));
        StartOutcome outcome = TestNodes.await(P2pNode.start(config, null, (NodeEventSink) events::add));
        P2pNode node = ((StartOutcome.Started) outcome).node();
        TestNodes.stop(node);
        assertThat(node.keyWarnings()).hasSize(1).isEqualTo(KeyExposure.of(file));
        assertThat(events.poll())
                .isEqualTo(new NodeEvent.KeyExposed(KeyExposure.of(file).get(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--data-dir", "--key"})
    void theRunCommandSaysItForTheDefaultKeyAndForOneThatIsNamed(String option) throws IOException {
        chmod(file, "rw-r--r--");
        Path value = option.equals("--key") ? file : file.getParent();
        CompletableFuture<Integer> end = new CompletableFuture<>();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        // Ends as soon as it is ready.
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8) {
            @Override
            public void println(String line) {
                end.complete(0);
            }
        };
        Console console = new Console(out, new PrintStream(err, true, StandardCharsets.UTF_8), end);
        assertThat(NodeMain.run(console, "run", "--listen", "127.0.0.1:0", option, value.toString()))
                .isZero();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .containsOnlyOnce("warning: " + KeyExposure.of(file).get(0));
    }

    @Test
    void theCommandsThatVisitANodeSayIt() throws IOException {
        chmod(file, "rw-r--r--");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        Console console = new Console(stream, stream, new CompletableFuture<>());
        assertThat(NodeMain.run(console, "ping", "127.0.0.1:1", "--key", file.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .containsOnlyOnce("warning: " + KeyExposure.of(file).get(0));
    }

    private static void chmod(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
