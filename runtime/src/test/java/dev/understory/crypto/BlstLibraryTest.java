package dev.understory.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.understory.identity.KeyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BlstLibraryTest {
    @Test
    void aLoadedLibraryLeavesNoCopyInTheTemporaryFolder() throws IOException {
        CryptoSuites.real().nodeKey(KeyType.BLS12_381, new byte[32]);
        Path maps = Path.of("/proc/self/maps");
        assumeThat(maps).exists();
        assertThat(Files.readAllLines(maps))
                .filteredOn(line -> line.contains("/libblst.so"))
                .isNotEmpty()
                .allSatisfy(line -> {
                    assertThat(line).endsWith(" (deleted)");
                    String copy = line.substring(line.indexOf('/'), line.indexOf(" (deleted)"));
                    assertThat(Path.of(copy).getParent()).doesNotExist();
                });
    }
}
