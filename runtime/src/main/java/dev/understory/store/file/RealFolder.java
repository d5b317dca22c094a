package dev.understory.store.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder of the file system, held by this process alone while it is open. Folder and files are for their owner only where the
 * system has such rights.
 */
final class RealFolder implements Folder, AutoCloseable {
    private static final String LOCK = "lock";
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final FileAttribute<?>[] OWNERS_FOLDER = attributes("rwx------");
    private static final FileAttribute<?>[] OWNERS_FILE = attributes("rw-------");

    /**
     * The folders that this process has open. The system's lock is the process's, not the channel's: opening and closing the
     * lock file once more would give it up.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lockFile;

    private RealFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** Somebody else has the folder; the message says it. */
    static final class InUse extends IOException {
        private static final long serialVersionUID = 1L;

        InUse(String message) {
            super(message);
        }
    }

    /** Takes a folder, and makes it where there is none. */
    static RealFolder open(Path folder) throws IOException {
        make(folder.toAbsolutePath(), RealFolder::sync);
        Path path = folder.toRealPath();
        if (!HELD.add(path)) {
            throw new InUse("is in use by another node of this process");
        }
        FileChannel lockFile = null;
        try {
            Path lockPath = path.resolve(LOCK);
            if (isNoFile(lockPath)) {
                throw new FileSystemException(lockPath.toString(), null, "is no file");
            }
            lockFile = FileChannel.open(
                    lockPath, EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OWNERS_FILE);
            FileLock lock = lockFile.tryLock();
            if (lock == null) {
                throw new InUse("is in use by another process");
            }
            FolderVersion.agree(path, OWNERS_FILE);
            return new RealFolder(path, lockFile);
        } catch (IOException | RuntimeException failure) {
            HELD.remove(path);
            if (lockFile != null) {
                lockFile.close();
            }
            throw failure;
        }
    }

    /** Waits until the names in a folder are on the disk. */
    interface Syncer {
        void sync(Path folder) throws IOException;
    }

    /** Makes a folder and those above it that are missing, each of them on the disk before the one in it is made. */
    static void make(Path folder, Syncer syncer) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path above = folder.getParent();
        if (above != null) {
            make(above, syncer);
        }
        try {
            Files.createDirectory(folder, OWNERS_FOLDER);
        } catch (FileAlreadyExistsException other) {
            // Somebody else may have made it just now, and may die before it is on the disk.
            if (!Files.isDirectory(folder)) {
                throw other;
            }
        }
        if (above != null) {
            syncer.sync(above);
        }
    }

    @Override
    public List<String> names() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            return names(files);
        }
    }

    /** A folder that cannot be read to its end says so in an unchecked exception. */
    static List<String> names(Iterable<Path> files) throws IOException {
        List<String> names = new ArrayList<>();
        try {
            files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        }
        names.sort(null);
        return names;
    }

    @Override
    public boolean isNoFile(String file) throws IOException {
        return isNoFile(path.resolve(file));
    }

    private static boolean isNoFile(Path file) throws IOException {
        try {
            return !Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isRegularFile();
        } catch (NoSuchFileException nothing) {
            return false;
        }
    }

    @Override
    public long size(String file) throws IOException {
        return Files.size(path.resolve(file));
    }

    @Override
    public byte[] read(String file, int size) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(size);
        try (FileChannel channel = FileChannel.open(path.resolve(file), StandardOpenOption.READ)) {
            while (content.hasRemaining()) {
                if (channel.read(content) < 0) {
                    throw new EOFException("became shorter while it was read");
                }
            }
        }
        return content.array();
    }

    @Override
    public void writeAndSync(String file, ByteBuffer... parts) throws IOException {
        EnumSet<StandardOpenOption> options =
                EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        try (FileChannel channel = FileChannel.open(path.resolve(file), options, OWNERS_FILE)) {
            while (Arrays.stream(parts).anyMatch(ByteBuffer::hasRemaining)) {
                channel.write(parts);
            }
            channel.force(true);
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(
                path.resolve(from),
                path.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public boolean remove(String file) throws IOException {
        return Files.deleteIfExists(path.resolve(file));
    }

    @Override
    public void sync() throws IOException {
        sync(path);
    }

    /** Windows opens no folder, and has renames on the disk in its own time. */
    private static void sync(Path folder) throws IOException {
        if (POSIX) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    @Override
    public String where(String file) {
        return path.resolve(file).toString();
    }

    /** Lets others have the folder. */
    @Override
    public void close() throws IOException {
        try {
            lockFile.close();
        } finally {
            HELD.remove(path);
        }
    }

    private static FileAttribute<?>[] attributes(String rights) {
        return POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))}
                : new FileAttribute<?>[0];
    }
}
