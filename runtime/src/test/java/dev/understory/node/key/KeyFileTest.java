package dev.understory.node.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.CryptoSuites;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.node.config.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class KeyFileTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = KeyType.class,
            names = {"BLS12_381", "ED25519"})
    void aKeyThatWasWrittenIsRead(KeyType type) throws IOException {
        NodeKey key = Identities.fresh(type);
        Path file = folder.resolve("deep/er/key.json");
        assertThat(KeyFile.create(file, key)).isInstanceOf(KeyFile.Outcome.Key.class);
        assertThat(KeyFile.read(file, CryptoSuites.real())).isInstanceOfSatisfying(KeyFile.Outcome.Key.class, read -> {
            assertThat(read.key().publicKey()).isEqualTo(key.publicKey());
            assertThat(read.key().secret()).isEqualTo(key.secret());
        });
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var all = Files.list(file.getParent())) {
            assertThat(all).containsExactly(file);
        }
    }

    @Test
    void aFileThatExistsIsLeftAsItIs() throws IOException {
        Path file = Files.writeString(folder.resolve("key.json"), "mine");
        assertThat(KeyFile.create(file, Identities.fresh(KeyType.ED25519)))
                .isEqualTo(new KeyFile.Outcome.Unusable(file + ": exists already, and is left as it is"));
        assertThat(file).hasContent("mine");
        try (var all = Files.list(folder)) {
            assertThat(all).containsExactly(file);
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsAProblem() throws IOException {
        Path inTheWay = Files.writeString(folder.resolve("file"), "");
        assertThat(KeyFile.create(inTheWay.resolve("key.json"), Identities.fresh(KeyType.ED25519)))
                .isEqualTo(new KeyFile.Outcome.Unusable(
                        inTheWay.resolve("key.json") + ": cannot be written (" + inTheWay + " is not a folder)"));
        assertThat(KeyFile.create(inTheWay.resolve("a/key.json"), Identities.fresh(KeyType.ED25519)))
                .isInstanceOfSatisfying(
                        KeyFile.Outcome.Unusable.class,
                        unusable -> assertThat(unusable.problem()).contains("cannot be written"));
        assertThat(KeyFile.create(Path.of(""), Identities.fresh(KeyType.ED25519)))
                .isEqualTo(new KeyFile.Outcome.Unusable("the name of the key file is empty"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "'', a key file holds one JSON string",
                "'{}', a key file holds one JSON string",
                "'\"zz\"', hexadecimal digits",
                "'\"00\"', 'holds 32 bytes (BLS) or 64 bytes (Ed25519), not 1'"
            })
    void whatIsNoKeyIsSaidInOneLine(String text, String problem) throws IOException {
        Path file = Files.writeString(folder.resolve("key.json"), text);
        assertThat(KeyFile.read(file, CryptoSuites.real()))
                .isInstanceOfSatisfying(
                        KeyFile.Outcome.Unusable.class,
                        unusable -> assertThat(unusable.problem())
                                .startsWith(file + ": ")
                                .contains(problem)
                                .doesNotContain("\n"));
    }

    @Test
    void aSecretThatIsNoScalarIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("key.json"), '"' + "00".repeat(32) + '"');
        assertThat(KeyFile.read(file, CryptoSuites.real())).isInstanceOf(KeyFile.Outcome.Unusable.class);
    }

    @Test
    void filesThatAreNoneAreSaid() throws IOException {
        assertThat(KeyFile.read(folder, CryptoSuites.real()))
                .isEqualTo(new KeyFile.Outcome.Unusable(folder + ": is not a file"));
        Path none = folder.resolve("none");
        assertThat(KeyFile.read(none, CryptoSuites.real()))
                .isEqualTo(new KeyFile.Outcome.Unusable(none + ": there is no such file"));
        Path large = Files.writeString(folder.resolve("large"), "x".repeat(2000));
        assertThat(KeyFile.read(large, CryptoSuites.real()))
                .isEqualTo(new KeyFile.Outcome.Unusable(large + ": a key file is at most 1024 characters long"));
    }

    @Test
    void aNodeMakesItsKeyOnceAndKeepsIt() {
        NodeConfig.Identity identity = new NodeConfig.Identity(folder, null, KeyType.ED25519, 1, 1);
        NodeKey first = ((KeyFile.Outcome.Key) Identities.of(identity)).key();
        NodeKey second = ((KeyFile.Outcome.Key) Identities.of(identity)).key();
        assertThat(second.publicKey()).isEqualTo(first.publicKey());
        assertThat(folder.resolve(NodeConfig.KEY_FILE)).exists();
    }
}
