package dev.understory.store.file;

import static dev.understory.store.file.OpenStore.bytes;
import static dev.understory.store.file.OpenStore.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.understory.store.StoreAnswer;
import dev.understory.store.StoreEvent;
import dev.understory.store.StoreEvents;
import dev.understory.store.StoreLimits;
import dev.understory.store.StoreProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was done to the files of a store while nobody looked, and disks that fail. */
class DamageTest {
    @TempDir
    Path folder;

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Writes a document, has its file replaced, and reads it in the next run. */
    private StoreAnswer.Damaged afterwards(byte[] file) throws IOException {
        Files.write(folder.resolve("test.a.doc"), file);
        try (OpenStore store = new OpenStore(folder, new StoreLimits(100, 10, 10, 100))) {
            StoreAnswer answer = store.found("a");
            assertThat(answer).isInstanceOf(StoreAnswer.Damaged.class);
            StoreAnswer.Damaged damaged = (StoreAnswer.Damaged) answer;
            assertThat(store.events)
                    .containsExactly(new StoreEvent.DocumentDamaged(name("a"), damaged.reason(), damaged.setAside()));
            assertThat(Files.readAllBytes(Path.of(damaged.setAside()))).isEqualTo(file);
            assertThat(store.found("a")).isEqualTo(new StoreAnswer.Missing(name("a"), 2));
            assertThat(store.written("a", "again")).isInstanceOf(StoreAnswer.Written.class);
            assertThat(store.found("a")).isEqualTo(new StoreAnswer.Found(name("a"), 2, bytes("again")));
            return damaged;
        }
    }

    @Test
    void aTruncatedAnEmptyAnAlteredAForeignAndAnEndlessFileAreSetAsideWithTheReason() throws IOException {
        byte[] whole = DocumentFormatTest.file(name("a"), new byte[50]);
        assertThat(afterwards(Arrays.copyOf(whole, 60)).reason())
                .isEqualTo("holds 36 bytes of content, and its header says 50");
        assertThat(afterwards(new byte[0]).reason()).isEqualTo("is empty");
        byte[] flipped = whole.clone();
        flipped[40] ^= 1;
        assertThat(afterwards(flipped).reason()).contains("checksum");
        assertThat(afterwards("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .reason())
                .contains("no document");
        assertThat(afterwards(new byte[125]).reason()).isEqualTo("has 125 bytes, more than a document can have");
        assertThat(files())
                .containsExactly(
                        "lock",
                        "test.a.damaged-1",
                        "test.a.damaged-2",
                        "test.a.damaged-3",
                        "test.a.damaged-4",
                        "test.a.damaged-5",
                        "test.a.doc",
                        "version");
    }

    @Test
    void theNewestDamagedFilesAreKept() throws IOException {
        int more = DocumentFolder.DAMAGED_KEPT + 3;
        for (int i = 1; i <= more; i++) {
            assertThat(afterwards(new byte[] {(byte) i}).setAside()).endsWith("test.a.damaged-" + i);
        }
        assertThat(files()).filteredOn(file -> file.contains("damaged")).hasSize(DocumentFolder.DAMAGED_KEPT);
        assertThat(files())
                .contains("test.a.damaged-" + more, "test.a.damaged-4")
                .doesNotContain("test.a.damaged-3");
    }

    @Test
    void whatAnEarlierRunHasLeftUnfinishedIsRemovedAndForeignFilesStay() throws IOException {
        new OpenStore(folder).close();
        List<String> foreign =
                List.of("notes.txt", "test.a.doc.new.bak", "A.b.doc.new", "x.doc.new", "test.a.damaged-x");
        for (String file : foreign) {
            Files.writeString(folder.resolve(file), "foreign");
        }
        Files.writeString(folder.resolve("test.a.doc.new"), "half a docu");
        Files.writeString(folder.resolve("test.b.doc.new"), "");
        try (OpenStore store = new OpenStore(folder)) {
            assertThat(store.events).containsExactly(new StoreEvent.LeftoversRemoved(2));
            assertThat(store.found("a")).isEqualTo(new StoreAnswer.Missing(name("a"), 2));
        }
        assertThat(files()).containsAll(foreign).hasSize(foreign.size() + 2);
    }

    @Test
    void aFolderThatMayNotBeWrittenFailsWithThatReasonAndStillReads() throws IOException {
        try (OpenStore store = new OpenStore(folder)) {
            store.written("a", "1");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
            assumeTrue(!Files.isWritable(folder), "whoever runs this may write everywhere");
            StoreAnswer answer = store.written("a", "2");
            assertThat(answer).isInstanceOf(StoreAnswer.Failed.class);
            assertThat(((StoreAnswer.Failed) answer).problem()).isEqualTo(StoreProblem.NO_PERMISSION);
            assertThat(store.found("a")).isEqualTo(new StoreAnswer.Found(name("a"), 2, bytes("1")));
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** Makes something that is no file, and is set aside with all that is in it. */
    private interface Oddity {
        void make(Path path) throws Exception;
    }

    private static void folderWithContent(Path path) throws IOException {
        Files.createDirectories(path.resolve("full"));
    }

    private static void link(Path path) throws IOException {
        Files.createSymbolicLink(path, Path.of("lock"));
    }

    private static void pipe(Path path) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "this system makes no pipes");
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", path.toString())
                        .start()
                        .waitFor())
                .isZero();
    }

    private static List<Oddity> oddities() {
        return List.of(Files::createDirectory, DamageTest::folderWithContent, DamageTest::link, DamageTest::pipe);
    }

    @Test
    @Timeout(60)
    void whatIsNoFileInThePlaceOfADocumentIsSetAsideByAnyRequest() throws Exception {
        int aside = 0;
        for (Oddity oddity : oddities()) {
            try (OpenStore store = new OpenStore(folder)) {
                oddity.make(folder.resolve("test.a.doc"));
                assertThat(store.found("a")).isInstanceOf(StoreAnswer.Damaged.class);
                assertThat(store.found("a")).isEqualTo(new StoreAnswer.Missing(name("a"), 2));
                oddity.make(folder.resolve("test.a.doc"));
                assertThat(store.written("a", "1")).isEqualTo(new StoreAnswer.Written(name("a"), 1));
                assertThat(store.found("a")).isEqualTo(new StoreAnswer.Found(name("a"), 2, bytes("1")));
                Files.delete(folder.resolve("test.a.doc"));
                oddity.make(folder.resolve("test.a.doc"));
                assertThat(store.deleted("a")).isEqualTo(new StoreAnswer.Deleted(name("a"), 3, false));
                assertThat(store.events).hasSize(3).allMatch(StoreEvent.DocumentDamaged.class::isInstance);
                aside += 3;
                assertThat(files()).contains("test.a.damaged-" + aside).doesNotContain("test.a.doc");
            }
        }
    }

    @Test
    @Timeout(60)
    void whatIsNoFileInTheWayOfAWriteIsSetAsideAtTheStartAndLater() throws Exception {
        int aside = 0;
        for (Oddity oddity : oddities()) {
            oddity.make(folder.resolve("test.a.doc.new"));
            try (OpenStore store = new OpenStore(folder)) {
                oddity.make(folder.resolve("test.a.doc.new"));
                assertThat(store.written("a", "1")).isEqualTo(new StoreAnswer.Written(name("a"), 1));
                assertThat(store.found("a")).isEqualTo(new StoreAnswer.Found(name("a"), 2, bytes("1")));
                assertThat(store.events).hasSize(2).allMatch(StoreEvent.DocumentDamaged.class::isInstance);
                aside += 2;
                assertThat(files()).contains("test.a.damaged-" + aside).doesNotContain("test.a.doc.new");
            }
        }
    }

    @Test
    @Timeout(60)
    void aLockThatIsNoFileKeepsTheStoreFromOpeningAndIsNamed() throws Exception {
        pipe(folder.resolve("lock"));
        assertThat(FileStore.open(folder, StoreLimits.DEFAULT, StoreEvents.NONE))
                .isEqualTo(new FileStore.Opening.Unusable("the store's folder " + folder + " cannot be used: "
                        + folder.toRealPath().resolve("lock") + ": is no file"));
    }

    @Test
    void filesAndFolderAreForTheirOwnerOnly() throws IOException {
        Path made = folder.resolve("made");
        try (OpenStore store = new OpenStore(made)) {
            store.written("a", "1");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.resolve("test.a.doc"))))
                .isEqualTo("rw-------");
    }

    /** A disk that fails each change with the same exception. */
    private static DocumentFolder failing(IOException failure) throws IOException {
        Folder disk = new CrashingFolder(new Random(1), Integer.MAX_VALUE, true) {
            @Override
            public void writeAndSync(String file, ByteBuffer... parts) throws IOException {
                throw failure;
            }

            @Override
            public boolean remove(String file) throws IOException {
                throw failure;
            }
        };
        return DocumentFolder.open(disk, StoreLimits.DEFAULT, StoreEvents.NONE);
    }

    @Test
    void aDiskThatIsFullInTheMiddleOfAWriteLeavesThePreviousDocument() throws IOException {
        AtomicBoolean full = new AtomicBoolean();
        Folder disk = new CrashingFolder(new Random(1), Integer.MAX_VALUE, true) {
            @Override
            public void writeAndSync(String file, ByteBuffer... parts) throws IOException {
                if (full.get()) {
                    super.writeAndSync(file, parts[0]);
                    throw new IOException("No space left on device");
                }
                super.writeAndSync(file, parts);
            }
        };
        DocumentFolder documents = DocumentFolder.open(disk, StoreLimits.DEFAULT, StoreEvents.NONE);
        documents.write(name("a"), bytes("old"), 1);
        full.set(true);
        assertThat(documents.write(name("a"), bytes("new"), 2))
                .isEqualTo(new StoreAnswer.Failed(
                        name("a"), 2, StoreProblem.FULL, "/disk/test.a.doc: No space left on device"));
        assertThat(documents.read(name("a"), 3)).isEqualTo(new StoreAnswer.Found(name("a"), 3, bytes("old")));
        assertThat(disk.names()).as("what was begun is gone").containsExactly("test.a.doc");
    }

    @Test
    void whatTheSystemSaysBecomesAReason() throws IOException {
        Object[][] cases = {
            {new IOException("No space left on device"), StoreProblem.FULL, "No space left on device"},
            {new IOException("Disk quota exceeded"), StoreProblem.FULL, "Disk quota exceeded"},
            {new AccessDeniedException("/disk"), StoreProblem.NO_PERMISSION, "no permission for /disk"},
            {
                new FileSystemException("/disk", null, "Read-only file system"),
                StoreProblem.NO_PERMISSION,
                "Read-only file system"
            },
            {new IOException("Input/output error"), StoreProblem.BROKEN, "Input/output error"},
            {new IOException(), StoreProblem.BROKEN, "IOException"}
        };
        for (Object[] each : cases) {
            DocumentFolder folder = failing((IOException) each[0]);
            StoreAnswer.Failed failed =
                    new StoreAnswer.Failed(name("a"), 7, (StoreProblem) each[1], "/disk/test.a.doc: " + each[2]);
            assertThat(folder.write(name("a"), bytes("1"), 7)).isEqualTo(failed);
            assertThat(folder.delete(name("a"), 7)).isEqualTo(failed);
        }
    }
}
