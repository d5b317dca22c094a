package dev.understory.report;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder in which files are made ready before they appear at once. Beside it is a file that is locked while its process
 * lives: one that nobody holds was left by a process that ended in the middle, and goes with its folder when somebody
 * writes there the next time. Within a process only one may be open at a time, because closing any descriptor of a file
 * gives up its lock.
 */
final class Staging implements AutoCloseable {
    private static final String PREFIX = ".writing-";
    private static final String LOCK = ".lock";
    private static final int TRIES = 100;

    private final Path lock;
    private final FileChannel held;
    private final Path folder;

    private Staging(Path lock, FileChannel held) {
        this.lock = lock;
        this.held = held;
        this.folder = folderOf(lock);
    }

    /** A new one below a folder, from which first everything goes that dead processes left. */
    static Staging open(Path parent) throws IOException {
        sweep(parent);
        for (int i = 0; i < TRIES; i++) {
            Path lock = Files.createTempFile(parent, PREFIX, LOCK);
            try {
                Staging staging = new Staging(lock, FileChannel.open(lock, StandardOpenOption.WRITE));
                if (staging.isMine()) {
                    Files.createDirectory(staging.folder);
                    return staging;
                }
                staging.held.close();
            } catch (NoSuchFileException swept) {
                // Somebody took it for a dead process's before it was locked; the next one may have more luck.
            }
        }
        throw new NoSuchFileException(parent.toString(), null, "files vanish in " + parent);
    }

    /** Throws if nothing can be written to that folder; leaves nothing behind. */
    static void tryOut(Path parent) throws IOException {
        sweep(parent);
        Files.deleteIfExists(Files.createTempFile(parent, PREFIX, LOCK));
    }

    /** Deletes what dead processes left in a folder. What cannot be told or deleted stays. */
    static void sweep(Path parent) throws IOException {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(parent, PREFIX + "*" + LOCK)) {
            for (Path lock : locks) {
                sweepIfDead(lock);
            }
        }
    }

    /** Where to put files. */
    Path folder() {
        return folder;
    }

    /** Deletes what is still there. */
    @Override
    public void close() throws IOException {
        try (held) {
            delete(folder);
            Files.deleteIfExists(lock);
        }
    }

    private boolean isMine() throws IOException {
        try {
            return held.tryLock() != null && Files.exists(lock);
        } catch (IOException noLocksHere) {
            // Then nobody can lock it, and nobody takes it for a dead process's.
            return Files.exists(lock);
        }
    }

    private static void sweepIfDead(Path lock) {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            if (channel.tryLock() != null) {
                delete(folderOf(lock));
                Files.deleteIfExists(lock);
            }
        } catch (IOException | OverlappingFileLockException notOurs) {
            // It is somebody's, or gone already.
            return;
        }
    }

    private static Path folderOf(Path lock) {
        String name = String.valueOf(lock.getFileName());
        return lock.resolveSibling(name.substring(0, name.length() - LOCK.length()));
    }

    /** Deletes a folder of files, if it is there. */
    private static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            List<Path> files;
            try (Stream<Path> all = Files.list(folder)) {
                files = all.toList();
            }
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        }
    }
}
