package dev.understory.node.key;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.KeyLoading;
import dev.understory.identity.KeyFileText;
import dev.understory.identity.NodeKey;
import dev.understory.identity.SecretKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Key files on disk (their text is {@link KeyFileText}'s). A new file appears whole or not at all, readable by its owner
 * only, and never takes the place of another.
 */
public final class KeyFile {
    /** What came of an attempt to read or write a key. */
    public sealed interface Outcome {
        /**
         * The identity in the file.
         *
         * @param warnings who else can read it or put another in its place, a line for each; empty as it should be
         */
        record Key(NodeKey key, List<String> warnings) implements Outcome {}

        /** No identity; one line with the file's name in it. */
        record Unusable(String problem) implements Outcome {}
    }

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final String NAMELESS = "the name of the key file is empty";

    private KeyFile() {}

    /** Reads and checks the key in a file. */
    public static Outcome read(Path file, CryptoSuite suite) {
        if (file.toString().isEmpty()) {
            return new Outcome.Unusable(NAMELESS);
        }
        CharBuffer text;
        try {
            if (!Files.exists(file)) {
                return unusable(file, "there is no such file");
            }
            if (!Files.isRegularFile(file)) {
                return unusable(file, "is not a file");
            }
            if (Files.size(file) > KeyFileText.MAX_LENGTH) {
                return unusable(file, "a key file is at most " + KeyFileText.MAX_LENGTH + " characters long");
            }
            text = text(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            return unusable(file, "cannot be read");
        }
        KeyFileText.Parsed parsed = KeyFileText.parse(text);
        Arrays.fill(text.array(), '\0');
        return switch (parsed) {
            case KeyFileText.Parsed.Unusable unusable -> unusable(file, unusable.problem());
            case KeyFileText.Parsed.Secret secret -> load(file, secret.key(), suite);
        };
    }

    private static Outcome load(Path file, SecretKey secret, CryptoSuite suite) {
        KeyLoading loading = suite.load(secret);
        secret.wipe();
        return switch (loading) {
            case KeyLoading.Loaded loaded -> new Outcome.Key(loaded.key(), KeyExposure.of(file));
            case KeyLoading.Unusable unusable -> unusable(file, unusable.problem());
        };
    }

    /** The characters of the bytes, which are zeroed; no string, for nobody can zero one. */
    private static CharBuffer text(byte[] bytes) {
        CharBuffer text = CharBuffer.allocate(bytes.length);
        for (byte next : bytes) {
            text.put((char) (next & 0xff));
        }
        Arrays.fill(bytes, (byte) 0);
        return text.flip();
    }

    /** Writes a key into a file that is not there yet; makes the folder if need be. */
    public static Outcome create(Path file, NodeKey key) {
        if (file.toString().isEmpty()) {
            return new Outcome.Unusable(NAMELESS);
        }
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null || absolute.getFileName() == null) {
            return unusable(file, "is not a file");
        }
        Path draft = null;
        try {
            folder(folder);
            // Made for its owner only, and under its own name only once it is whole.
            draft = Files.createTempFile(folder, "." + absolute.getFileName(), ".new");
            write(draft, KeyFileText.format(key) + "\n");
            publish(draft, absolute);
            return new Outcome.Key(key, KeyExposure.of(absolute));
        } catch (FileAlreadyExistsException exists) {
            return unusable(file, "exists already, and is left as it is");
        } catch (IOException unwritable) {
            return unusable(file, "cannot be written (" + reason(unwritable) + ")");
        } finally {
            discard(draft);
        }
    }

    /** For its owner only if it is made here. What is in the way of a folder must not read as if it were the key. */
    private static void folder(Path folder) throws IOException {
        try {
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createDirectories(folder, OWNER_ONLY);
            } else {
                Files.createDirectories(folder);
            }
        } catch (FileAlreadyExistsException inTheWay) {
            throw new NotDirectoryException(inTheWay.getFile());
        }
    }

    private static void write(Path draft, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** A link, unlike a move, never replaces a file that somebody else made meanwhile. */
    private static void publish(Path draft, Path file) throws IOException {
        try {
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException exists) {
            throw exists;
        } catch (UnsupportedOperationException | FileSystemException withoutLinks) {
            // A file system without links refuses them in one of these two ways; if it refuses more, the move says so.
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void discard(@Nullable Path draft) {
        if (draft != null) {
            try {
                Files.deleteIfExists(draft);
            } catch (IOException stays) {
                draft.toFile().deleteOnExit();
            }
        }
    }

    private static String reason(IOException failure) {
        return switch (failure) {
            case AccessDeniedException denied -> "no permission for " + denied.getFile();
            case NotDirectoryException inTheWay -> inTheWay.getFile() + " is not a folder";
            case NoSuchFileException missing -> missing.getFile() + " cannot be made";
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> failure.getClass().getSimpleName();
        };
    }

    private static Outcome unusable(Path file, String problem) {
        return new Outcome.Unusable(file + ": " + problem);
    }
}
