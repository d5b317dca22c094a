package dev.understory.store.file;

import static dev.understory.store.file.OpenStore.bytes;
import static dev.understory.store.file.OpenStore.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.store.StoreAnswer;
import dev.understory.store.StoreEvents;
import dev.understory.store.StoreLimits;
import dev.understory.store.StoreProblem;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on a real disk: every answer, every limit, and who may use a folder. */
class FileStoreTest {
    private static final StoreLimits SMALL = new StoreLimits(100, 2, 3, 150);

    @TempDir
    Path parent;

    private Path folder() {
        return parent.resolve("a/store");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private String problem() {
        return ((FileStore.Opening.Unusable) FileStore.open(folder(), SMALL, StoreEvents.NONE)).problem();
    }

    @Test
    void keepsDocumentsFromOneRunToTheNext() throws IOException {
        try (OpenStore one = new OpenStore(folder())) {
            assertThat(one.found("a")).isEqualTo(new StoreAnswer.Missing(name("a"), 2));
            assertThat(one.written("a", "old")).isEqualTo(new StoreAnswer.Written(name("a"), 1));
            assertThat(one.written("a", "new")).isEqualTo(new StoreAnswer.Written(name("a"), 1));
            assertThat(one.written("empty", "")).isEqualTo(new StoreAnswer.Written(name("empty"), 1));
            assertThat(one.store.survivesRestart()).isTrue();
        }
        assertThat(files()).containsExactly("lock", "test.a.doc", "test.empty.doc", "version");
        try (OpenStore two = new OpenStore(folder())) {
            assertThat(two.found("a")).isEqualTo(new StoreAnswer.Found(name("a"), 2, bytes("new")));
            assertThat(two.found("empty")).isEqualTo(new StoreAnswer.Found(name("empty"), 2, bytes("")));
            assertThat(two.deleted("a")).isEqualTo(new StoreAnswer.Deleted(name("a"), 3, true));
            assertThat(two.deleted("a")).isEqualTo(new StoreAnswer.Deleted(name("a"), 3, false));
            assertThat(two.found("a")).isEqualTo(new StoreAnswer.Missing(name("a"), 2));
            assertThat(two.events).isEmpty();
        }
        assertThat(files()).containsExactly("lock", "test.empty.doc", "version");
    }

    @Test
    void aDocumentOfTheLargestSizeComesBackWhole() {
        String largest = "x".repeat(StoreLimits.DEFAULT.documentBytes());
        try (OpenStore store = new OpenStore(folder())) {
            assertThat(store.written("a", largest)).isInstanceOf(StoreAnswer.Written.class);
            assertThat(store.found("a")).isEqualTo(new StoreAnswer.Found(name("a"), 2, bytes(largest)));
        }
    }

    @Test
    void refusesWhatIsTooLargeOrOneTooManyAlsoInTheNextRun() {
        for (int run = 0; run < 2; run++) {
            try (OpenStore store = new OpenStore(folder(), SMALL)) {
                store.written("a", "1");
                store.written("b", "1");
                assertThat(store.written("c", "1"))
                        .isEqualTo(new StoreAnswer.Failed(
                                name("c"),
                                1,
                                StoreProblem.TOO_MANY,
                                "test.c would be new, and there are 2 documents already"));
                assertThat(store.written("a", "x".repeat(101)))
                        .isEqualTo(new StoreAnswer.Failed(
                                name("a"),
                                1,
                                StoreProblem.TOO_LARGE,
                                "test.a would have 101 bytes, and a document has 100 at most"));
                assertThat(store.found("a")).isEqualTo(new StoreAnswer.Found(name("a"), 2, bytes("1")));
                store.deleted("b");
                assertThat(store.written("c", "1")).isInstanceOf(StoreAnswer.Written.class);
                store.deleted("c");
                assertThat(store.events)
                        .as("limits are no failures of the disk")
                        .isEmpty();
            }
        }
    }

    @Test
    void whileTheDiskHangsRequestsWaitUpToTheLimitAndTheNewestWriteOfADocumentIsDone() throws IOException {
        Files.createDirectories(folder());
        Files.writeString(folder().resolve("test.bad.doc"), "");
        try (OpenStore store = new OpenStore(folder(), SMALL)) {
            CountDownLatch gate = store.holdUpAtTheNextEvent();
            store.read("bad", 1);
            store.write("a", "old", 2);
            store.write("a", "new", 3);
            assertThat(store.next()).isEqualTo(new StoreAnswer.Superseded(name("a"), 2));
            store.read("a", 4);
            store.read("a", 5);
            assertThat(store.next())
                    .isEqualTo(new StoreAnswer.Failed(
                            name("a"), 5, StoreProblem.BUSY, "3 requests are waiting for the disk already"));
            assertThat(store.hasAnswers()).isFalse();
            gate.countDown();
            assertThat(store.next()).isInstanceOf(StoreAnswer.Damaged.class);
            assertThat(store.next()).isEqualTo(new StoreAnswer.Written(name("a"), 3));
            assertThat(store.next()).isEqualTo(new StoreAnswer.Found(name("a"), 4, bytes("new")));
        }
    }

    @Test
    void closingDoesWhatWaitsAndRefusesWhatComesLater() throws IOException {
        Files.createDirectories(folder());
        Files.writeString(folder().resolve("test.bad.doc"), "");
        try (OpenStore store = new OpenStore(folder())) {
            CountDownLatch gate = store.holdUpAtTheNextEvent();
            store.read("bad", 1);
            store.write("a", "last", 2);
            var closed = store.store.close().toCompletableFuture();
            store.read("a", 3);
            assertThat(store.next())
                    .isEqualTo(new StoreAnswer.Failed(name("a"), 3, StoreProblem.CLOSED, "the node has stopped"));
            assertThat(closed).isNotDone();
            assertThat(problem()).contains("is in use by another node of this process");
            gate.countDown();
            assertThat(store.next()).isInstanceOf(StoreAnswer.Damaged.class);
            assertThat(store.next()).isEqualTo(new StoreAnswer.Written(name("a"), 2));
            closed.orTimeout(60, TimeUnit.SECONDS).join();
        }
        try (OpenStore next = new OpenStore(folder())) {
            assertThat(next.found("a")).isEqualTo(new StoreAnswer.Found(name("a"), 2, bytes("last")));
        }
    }

    @Test
    void aListenerThatThrowsCostsNoAnswer() throws IOException {
        Files.createDirectories(folder());
        Files.writeString(folder().resolve("test.bad.doc"), "");
        FileStore.Opening opening = FileStore.open(folder(), SMALL, event -> {
            throw new IllegalStateException("a listener's defect");
        });
        FileStore store = ((FileStore.Opening.Opened) opening).store();
        TestInbox<StoreAnswer> inbox = TestInbox.create();
        store.read(name("bad"), 1, inbox.getRef());
        store.read(name("bad"), 2, inbox.getRef());
        store.close().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        assertThat(inbox.getAllReceived())
                .satisfiesExactly(
                        first -> assertThat(first).isInstanceOf(StoreAnswer.Damaged.class),
                        second -> assertThat(second).isEqualTo(new StoreAnswer.Missing(name("bad"), 2)));
    }

    @Test
    void twoNodesOfAProcessDoNotShareAFolderByWhicheverPath() {
        try (OpenStore store = new OpenStore(folder())) {
            assertThat(store.written("a", "1")).isInstanceOf(StoreAnswer.Written.class);
            assertThat(problem())
                    .isEqualTo("the store's folder " + folder().toAbsolutePath()
                            + " is in use by another node of this process: give each node a folder of its own"
                            + " (understory.node.data-dir)");
            Path detour = folder().resolve("../store");
            assertThat(FileStore.open(detour, SMALL, StoreEvents.NONE)).isInstanceOf(FileStore.Opening.Unusable.class);
        }
        new OpenStore(folder()).close();
    }

    @Test
    void aFolderWhoseOpeningHasThrownCanBeOpenedAgain() throws IOException {
        Files.createDirectories(folder());
        Files.writeString(folder().resolve("test.a.doc.new"), "half a docu");
        assertThatThrownBy(() -> FileStore.open(folder(), SMALL, event -> {
                    throw new AssertionError("a listener's defect");
                }))
                .isInstanceOf(AssertionError.class);
        new OpenStore(folder()).close();
    }

    @Test
    void aFolderThatCannotBeReadToItsEndIsAFailureOfTheDisk() {
        IOException failure = new IOException("Input/output error");
        Iterable<Path> broken = () -> {
            throw new DirectoryIteratorException(failure);
        };
        assertThatThrownBy(() -> RealFolder.names(broken)).isSameAs(failure);
    }

    @Test
    void everyFolderThatIsMadeIsOnTheDiskBeforeTheOneInIt() throws IOException {
        List<Path> synced = new ArrayList<>();
        RealFolder.Syncer syncer = above -> {
            try (Stream<Path> made = Files.list(above)) {
                assertThat(made)
                        .as("what was made in it")
                        .hasSize(1)
                        .allSatisfy(one -> assertThat(one).isEmptyDirectory());
            }
            synced.add(above);
        };
        RealFolder.make(folder(), syncer);
        RealFolder.make(folder(), syncer);
        assertThat(synced).containsExactly(parent, parent.resolve("a"));
    }

    @Test
    void twoProcessesDoNotShareAFolder() throws Exception {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreHolder.class.getName(),
                        folder().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = holder.inputReader()) {
            assertThat(said.readLine()).isEqualTo("opened");
            assertThat(problem())
                    .startsWith("the store's folder " + folder().toAbsolutePath() + " is in use by another process");
            // A try must not take the lock from its owner.
            assertThat(problem()).contains("is in use by another process");
            holder.destroyForcibly();
            assertThat(holder.waitFor(60, TimeUnit.SECONDS)).isTrue();
            new OpenStore(folder()).close();
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Files.writeString(parent.resolve("a"), "in the way");
        assertThat(problem()).startsWith("the store's folder " + folder().toAbsolutePath() + " cannot be ");
        Files.delete(parent.resolve("a"));
        Files.createDirectory(parent.resolve("a"));
        Files.writeString(folder(), "in the way");
        assertThat(problem())
                .isEqualTo("the store's folder " + folder().toAbsolutePath() + " cannot be made: " + folder()
                        + " is no folder");
    }
}
