package dev.understory.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.discovery.DiscoveryEvent;
import dev.understory.node.embed.TestNodes;
import dev.understory.observe.NodeEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImportBookCommandTest {
    private static final String SETTINGS = "understory.p2p.discovery.public = false";

    private final TestNodes nodes = new TestNodes();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private Path config = Path.of("");
    private Path file = Path.of("");
    private String dataDir = "";

    @BeforeEach
    void writeFiles() throws IOException {
        dataDir = "understory.node.store = files\nunderstory.node.data-dir = \"" + folder.resolve("data") + "\"";
        config = Files.writeString(folder.resolve("node.conf"), SETTINGS + "\n" + dataDir);
        file = folder.resolve("book.json");
        // Each is of another network: those of one network share few places, which may be taken.
        book(
                entry(1, "127.0.0.1:9001", 1),
                entry(2, "127.1.0.2:9001", 1),
                entry(3, "0.0.0.0:9001", 1),
                entry(4, "127.0.0.4:9001", 2),
                entry(5, "node.example.org:9001", 1));
    }

    @AfterEach
    void stopNodes() {
        nodes.close();
    }

    private void book(String... entries) throws IOException {
        Files.writeString(
                file, "{\"book\":[\n" + String.join(",\n", entries) + "],\"bookSize\":" + entries.length + "}");
    }

    private static String entry(int key, String where, int chain) {
        return "{\"address\":{\"publicKey\":\"" + TestNodes.key(key).publicKey().hex() + "\",\"netAddress\":\"" + where
                + "\",\"peerMeta\":{\"networkID\":1,\"chainID\":" + chain + "}},\"consecutiveFailedDial\":0}";
    }

    private int run(Path imported) {
        out.reset();
        err.reset();
        return NodeMain.run(
                new Console(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        new CompletableFuture<>()),
                "import-book",
                imported.toString(),
                "--config",
                config.toString());
    }

    @Test
    void theAddressesAreInTheBookOfTheNodeThatStartsNext() throws IOException {
        assertThat(run(file)).isEqualTo(ExitCode.OK);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("3 addresses read: {new=2, unspecified=1}; the book has 2\n");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("line 5, entry 4: is of chainID 2, and this node of 1")
                .contains("1 peers at host names are not taken")
                .contains("node.example.org:9001");
        book(entry(2, "127.1.0.2:9001", 1), entry(6, "127.2.0.6:9001", 1));
        assertThat(run(file)).isEqualTo(ExitCode.OK);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("2 addresses read: {known=1, new=1}; the book has 3\n");
        TestNodes.TestNode node = nodes.start(9, SETTINGS, dataDir);
        NodeEvent.Discovery loaded =
                node.await(NodeEvent.Discovery.class, event -> event.event() instanceof DiscoveryEvent.BookLoaded);
        assertThat(loaded.event()).isEqualTo(new DiscoveryEvent.BookLoaded(3));
    }

    @Test
    void aNodeWithoutABookTakesCanopysFromItsDataFolderOnce() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.move(file, data.resolve("book.json"));
        TestNodes.TestNode first = nodes.start(9, SETTINGS, dataDir);
        NodeEvent.BookImported imported = first.await(NodeEvent.BookImported.class, event -> true);
        assertThat(imported.file()).isEqualTo(data.resolve("book.json").toString());
        assertThat(imported.addresses()).isEqualTo(2);
        assertThat(imported.notes())
                .contains("line 5, entry 4: is of chainID 2, and this node of 1", "2 new", "1 unspecified")
                .anyMatch(note -> note.contains("node.example.org:9001"));
        assertThat(loaded(first)).isEqualTo(new DiscoveryEvent.BookLoaded(2));
        nodes.close();
        file = data.resolve("book.json");
        book(entry(6, "127.3.0.6:9001", 1));
        TestNodes again = new TestNodes();
        try {
            TestNodes.TestNode second = again.start(9, SETTINGS, dataDir);
            assertThat(loaded(second)).isEqualTo(new DiscoveryEvent.BookLoaded(2));
        } finally {
            again.close();
        }
    }

    @Test
    void aDamagedBookInTheDataFolderIsSaidAndTheNodeStarts() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("book.json"), "[]");
        TestNodes.TestNode node = nodes.start(9, SETTINGS, dataDir);
        NodeEvent.BookImported imported = node.await(NodeEvent.BookImported.class, event -> true);
        assertThat(imported.addresses()).isZero();
        assertThat(imported.notes()).containsExactly("is no book of Canopy: it is no JSON object");
        assertThat(loaded(node)).isEqualTo(new DiscoveryEvent.BookLoaded(0));
    }

    private static DiscoveryEvent loaded(TestNodes.TestNode node) {
        return node.await(NodeEvent.Discovery.class, event -> event.event() instanceof DiscoveryEvent.BookLoaded)
                .event();
    }

    @Test
    void aNodeThatRunsHasItsBookToItself() {
        nodes.start(9, SETTINGS, dataDir);
        assertThat(run(file)).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("the store's folder")
                .doesNotContain("\tat ");
    }

    @Test
    void aFileThatIsNoneOrNoBookIsSaid() throws IOException {
        assertThat(run(folder.resolve("nowhere"))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).endsWith("nowhere: there is no such file\n");
        Files.writeString(file, "[]");
        assertThat(run(file)).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("is no book of Canopy");
        Files.write(folder.resolve("large"), new byte[0]);
        try (var large = new RandomAccessFile(folder.resolve("large").toFile(), "rw")) {
            large.setLength(1L << 30);
        }
        assertThat(run(folder.resolve("large"))).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("is larger than 67108864 bytes");
    }

    @Test
    void aNodeThatKeepsNothingHasNoBookToImportTo() throws IOException {
        Files.writeString(config, dataDir + "\nunderstory.node.store = memory");
        assertThat(run(file)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("the node has its book in memory only");
    }
}
