package dev.understory.node.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who else can read a key file or put another in its place: the one rule for every way to a key. It looks at what the name
 * leads to through symbolic links, and at all folders on the way, as OpenSSH does. The owner of the process and the system's
 * administrator may do anything.
 */
public final class KeyExposure {
    private static final Set<PosixFilePermission> READERS =
            EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
    private static final Set<PosixFilePermission> WRITERS =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final int STICKY = 01000;
    private static final Path PROCESS = Path.of("/proc/self");

    private final @Nullable UserPrincipal self;

    private KeyExposure(@Nullable UserPrincipal self) {
        this.self = self;
    }

    /** What is wrong, a line for each that begins with the name of what it is about; empty if nothing is. */
    public static List<String> of(Path file) {
        return of(file, self());
    }

    /** As above for a process of that user; null where nobody can say whose it is. */
    static List<String> of(Path file, @Nullable UserPrincipal user) {
        try {
            return new KeyExposure(user).check(file);
        } catch (UnsupportedOperationException noPermissions) {
            // So Java answers where a file system has no such attributes; a person has to look.
            return List.of(
                    file + ": its file system has no permissions of owner, group and others, so nobody has checked"
                            + " who else can read it");
        } catch (IOException unreadable) {
            return List.of(file + ": its permissions cannot be read, so nobody has checked who else can read it");
        }
    }

    private List<String> check(Path file) throws IOException {
        Path real = file.toRealPath();
        List<String> found = new ArrayList<>();
        String name = real.equals(file.toAbsolutePath().normalize()) ? file.toString() : file + " -> " + real;
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(real);
        boolean read = permissions.stream().anyMatch(READERS::contains);
        boolean written = permissions.stream().anyMatch(WRITERS::contains);
        if (read || written) {
            found.add(name + ": can be " + (read && written ? "read and changed" : read ? "read" : "changed")
                    + " by others (" + PosixFilePermissions.toString(permissions) + "): chmod 600 " + real);
        }
        if (isForeign(real)) {
            found.add(name + ": belongs to " + Files.getOwner(real) + ", who can read and change it");
        }
        for (Path folder : folders(file, real)) {
            checkFolder(folder, found);
        }
        return found;
    }

    /** Those of the file and those of its name, which differ where the name is a link. */
    private static Set<Path> folders(Path file, Path real) throws IOException {
        Set<Path> folders = new LinkedHashSet<>();
        Path named = file.toAbsolutePath().getParent();
        List<@Nullable Path> starts = new ArrayList<>();
        starts.add(real.getParent());
        starts.add(named == null ? null : named.toRealPath());
        for (Path folder : starts) {
            for (Path at = folder; at != null; at = at.getParent()) {
                folders.add(at);
            }
        }
        return folders;
    }

    /** In a folder with the sticky bit, such as /tmp, nobody can move what is not his. */
    private void checkFolder(Path folder, List<String> found) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
        if (permissions.stream().anyMatch(WRITERS::contains) && !isSticky(folder)) {
            found.add(folder + ": others can put another key file in here ("
                    + PosixFilePermissions.toString(permissions) + "): chmod go-w " + folder);
        }
        if (isForeign(folder)) {
            found.add(folder + ": belongs to " + Files.getOwner(folder) + ", who can put another key file in here");
        }
    }

    private static boolean isSticky(Path folder) throws IOException {
        return (mode(folder) & STICKY) != 0;
    }

    private static int mode(Path file) throws IOException {
        return Files.getAttribute(file, "unix:mode") instanceof Integer mode ? mode : 0;
    }

    private boolean isForeign(Path file) throws IOException {
        if (self == null || Files.getOwner(file).equals(self)) {
            return false;
        }
        return !(Files.getAttribute(file, "unix:uid") instanceof Integer owner) || owner != 0;
    }

    /** Asked of the system; the name of the user in the properties of the JVM is unknown in many a container. */
    private static @Nullable UserPrincipal self() {
        try {
            if (Files.exists(PROCESS)) {
                return Files.getOwner(PROCESS);
            }
            return PROCESS.getFileSystem()
                    .getUserPrincipalLookupService()
                    .lookupPrincipalByName(System.getProperty("user.name", ""));
        } catch (IOException | UnsupportedOperationException unknown) {
            // A system without owners, or without a user of that name: then owners are not compared.
            return null;
        }
    }
}
