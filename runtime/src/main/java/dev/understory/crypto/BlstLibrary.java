package dev.understory.crypto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import supranational.blst.P1;

/**
 * Loads blst and takes away what that leaves behind: the library is copied to a folder of its own for temporary files and
 * removed when the JVM ends in good order, which a process that is killed never does. Once it is
 * loaded the copy is not needed. Where the system does not say which files are loaded, it stays until that end.
 */
final class BlstLibrary {
    private static final Path LOADED = Path.of("/proc/self/maps");

    private BlstLibrary() {}

    /** The generator of G1, which is the first thing that the library is asked for. */
    static P1 generator() {
        P1 generator = P1.generator();
        try {
            removeCopies(Files.exists(LOADED) ? Files.readAllLines(LOADED) : List.of());
        } catch (IOException | IllegalArgumentException unreadable) {
            // Then it stays.
        }
        return generator;
    }

    private static void removeCopies(List<String> loaded) throws IOException {
        for (String line : loaded) {
            int path = line.indexOf('/');
            if (path >= 0 && line.endsWith("/libblst.so") && line.contains("/blst@")) {
                Path copy = Path.of(line.substring(path));
                Path folder = copy.getParent();
                if (Files.deleteIfExists(copy) && folder != null) {
                    Files.deleteIfExists(folder);
                }
            }
        }
    }
}
