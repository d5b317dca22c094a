package dev.understory.node.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/** What whoever administers a node has to know. It is in a file that nobody but its owner reads. */
public final class AdminToken {
    private static final int BYTES = 32;
    /** A token of a person's own has that many characters at least. */
    private static final int SHORTEST = 16;

    private static final int LONGEST = 1024;
    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final byte[] token;

    private AdminToken(String token) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    /** The file cannot be used; the message is one line that names it. */
    public static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    /**
     * The token in that file, which is made when it is not there.
     *
     * @throws Unusable if others can read it, if it holds no token, or if it cannot be made
     */
    public static AdminToken of(Path file) {
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            return new AdminToken(read(file));
        } catch (IOException failed) {
            throw new Unusable(file + ": the token of the administration can be neither read nor made there: "
                    + failed.getClass().getSimpleName() + " " + failed.getMessage());
        }
    }

    /**
     * The text in that file, if nobody else can read it.
     *
     * @throws Unusable if others can, or if there is no token in it
     * @throws IOException if it cannot be read
     */
    public static String read(Path file) throws IOException {
        if (isPosix(file)) {
            Set<PosixFilePermission> others = EnumSet.noneOf(PosixFilePermission.class);
            others.addAll(Files.getPosixFilePermissions(file));
            others.removeAll(EnumSet.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE));
            if (!others.isEmpty()) {
                throw new Unusable(file + ": others can read the token of the administration or change it ("
                        + PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) + "): chmod 600 " + file);
            }
        }
        String text = Files.size(file) > LONGEST ? "" : Files.readString(file).strip();
        if (text.length() < SHORTEST || !text.matches("[!-~]+")) {
            throw new Unusable(file + ": holds no token of " + SHORTEST + " to " + LONGEST
                    + " printable characters; without the file one is made");
        }
        return text;
    }

    /** Whether that is the token; how long it takes tells nothing of it. */
    boolean is(String offered) {
        return MessageDigest.isEqual(token, offered.getBytes(StandardCharsets.UTF_8));
    }

    private static void make(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        try {
            writeForOwner(file, HexFormat.of().formatHex(random) + "\n");
        } catch (FileAlreadyExistsException another) {
            // Of a node that starts at the same time: its token is as good.
            return;
        }
    }

    /** Writes a new file that nobody else can read at any moment. */
    static void writeForOwner(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        FileAttribute<?>[] attributes = folder != null && isPosix(folder)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNERS)}
                : new FileAttribute<?>[0];
        Files.createFile(file, attributes);
        Files.writeString(file, text, StandardOpenOption.WRITE);
    }

    private static boolean isPosix(Path file) throws IOException {
        return Files.getFileStore(file).supportsFileAttributeView("posix");
    }
}
