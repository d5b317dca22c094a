package dev.understory.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;

/**
 * The version of a whole folder, a number in its file {@code version}. It goes up when a node could not be trusted with what a later one
 * has written: the earlier one then refuses the folder as a whole, and sets nothing in it aside. A later node brings an older
 * folder up to its own version before it reads from it.
 *
 * <pre>
 *   the folder has     what happens
 *   no version         it is new, or older than versions, whose documents are those of version 1: it gets {@link #KNOWN}
 *   this one's         nothing
 *   a later one        it is refused
 * </pre>
 */
final class FolderVersion {
    /** What this node writes. */
    static final int KNOWN = 1;

    private static final String FILE = "version";
    private static final int LONGEST = 20;

    private FolderVersion() {}

    /** The folder is of another version; the message says of which, and what to do. */
    static final class Unknown extends IOException {
        private static final long serialVersionUID = 1L;

        Unknown(String message) {
            super(message);
        }
    }

    /**
     * Brings a folder, which nobody else has open, to the version that is known here.
     *
     * @throws Unknown if it is of a later one, or says nothing that is one
     */
    static void agree(Path folder, FileAttribute<?>... attributes) throws IOException {
        Path file = folder.resolve(FILE);
        // An empty one is left of a process that died while it made it.
        if (!Files.exists(file) || Files.isRegularFile(file) && Files.size(file) == 0) {
            write(file, attributes);
            return;
        }
        String text = Files.isRegularFile(file) && Files.size(file) <= LONGEST
                ? Files.readString(file, StandardCharsets.ISO_8859_1).strip()
                : "";
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new Unknown("has a file '" + FILE + "' that holds no number: nobody can say who has written it");
        }
        if (Integer.parseInt(text) > KNOWN) {
            throw new Unknown("was written by a later release (version " + text + ", and " + KNOWN
                    + " is known here): start that release, or name another data folder");
        }
    }

    private static void write(Path file, FileAttribute<?>... attributes) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), attributes)) {
            ByteBuffer number = ByteBuffer.wrap((KNOWN + "\n").getBytes(StandardCharsets.US_ASCII));
            while (number.hasRemaining()) {
                channel.write(number);
            }
            channel.force(true);
        }
    }
}
