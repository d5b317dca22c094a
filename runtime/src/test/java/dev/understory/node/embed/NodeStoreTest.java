package dev.understory.node.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.node.embed.TestNodes.TestNode;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.store.StoreEvent;
import dev.understory.store.StoredCounter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application's documents over the lives of a real node. */
class NodeStoreTest {
    private final TestNodes nodes = new TestNodes();

    @TempDir
    Path dataDir;

    @AfterEach
    void stopAll() {
        nodes.close();
    }

    private String[] settings(String store) {
        return new String[] {"understory.node.data-dir = \"" + dataDir + "\"", "understory.node.store = " + store};
    }

    /** A node that counts until it has stored that often; what the disk is too slow for is passed over. */
    private TestNode counting(List<String> log, String store, long times) {
        TestNode node = nodes.start(TestNodes.key(1), new StoredCounter(Duration.ofMillis(1), log), settings(store));
        long deadline = System.nanoTime() + TestNodes.PATIENCE.toNanos();
        while (log.stream().filter(line -> line.startsWith("stored ")).count() < times) {
            assertThat(System.nanoTime()).as("it stores %d times", times).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
        return node;
    }

    private static String last(List<String> log, String kind) {
        return log.stream()
                .filter(line -> line.startsWith(kind))
                .reduce((one, other) -> other)
                .orElseThrow()
                .substring(kind.length());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(dataDir)) {
            return files.filter(Files::isRegularFile)
                    .map(dataDir::relativize)
                    .sorted()
                    .toList();
        }
    }

    @Test
    void whatAnApplicationHasStoredIsThereInTheNextRun() throws IOException {
        List<String> first = new CopyOnWriteArrayList<>();
        TestNodes.stop(counting(first, "files", 3).node());
        assertThat(first.get(0)).isEqualTo("found nothing");
        List<String> second = new CopyOnWriteArrayList<>();
        TestNodes.stop(counting(second, "files", 1).node());
        assertThat(second.get(0))
                .as("a node that stops finishes what it was asked for")
                .isEqualTo("found " + last(first, "asked "));
        assertThat(files())
                .containsExactly(
                        Path.of("store/application.count.doc"), Path.of("store/lock"), Path.of("store/version"));
    }

    @Test
    void inMemoryNothingIsKeptAndNoFileIsMade() throws IOException {
        for (int run = 0; run < 2; run++) {
            List<String> log = new CopyOnWriteArrayList<>();
            TestNodes.stop(counting(log, "memory", 3).node());
            assertThat(log.get(0)).isEqualTo("found nothing");
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void aDamagedDocumentIsAnEventAndTheNodeStarts() throws IOException {
        Files.createDirectories(dataDir.resolve("store"));
        Files.writeString(dataDir.resolve("store/application.count.doc"), "rubbish");
        List<String> log = new CopyOnWriteArrayList<>();
        TestNode node = counting(log, "files", 1);
        NodeEvent.Storage event = node.await(NodeEvent.Storage.class, any -> true);
        assertThat(event.event()).isInstanceOf(StoreEvent.DocumentDamaged.class);
        assertThat(log.get(0)).isEqualTo("found nothing");
    }

    @Test
    void aSecondNodeOnTheSameFolderDoesNotStartAndSaysWhichFolderItIs() {
        nodes.start(1, settings("files"));
        StartOutcome second = TestNodes.await(
                P2pNode.start(TestNodes.config(settings("files")), TestNodes.key(2), null, NodeEventSink.NONE));
        assertThat(second)
                .isEqualTo(new StartOutcome.Failed(
                        StartOutcome.Cause.STORE,
                        "the store's folder " + dataDir.resolve("store").toAbsolutePath()
                                + " is in use by another node of this process: give each node a folder of its own"
                                + " (understory.node.data-dir)"));
    }
}
