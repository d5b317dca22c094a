package dev.understory.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.store.StoreLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderVersionTest {
    @TempDir
    Path folder;

    private FileStore.Opening open() {
        FileStore.Opening opening = FileStore.open(folder, StoreLimits.DEFAULT, event -> {});
        if (opening instanceof FileStore.Opening.Opened opened) {
            opened.store().close();
        }
        return opening;
    }

    private String problem() {
        FileStore.Opening opening = open();
        assertThat(opening).isInstanceOf(FileStore.Opening.Unusable.class);
        return ((FileStore.Opening.Unusable) opening).problem();
    }

    @Test
    void aFolderWithoutAVersionIsTakenForTheFirstAndGetsOne() throws IOException {
        assertThat(open()).isInstanceOf(FileStore.Opening.Opened.class);
        assertThat(folder.resolve("version")).hasContent("1");
        assertThat(open()).isInstanceOf(FileStore.Opening.Opened.class);
    }

    @Test
    void aFolderOfALaterReleaseIsRefusedAndNothingInItIsTouched() throws IOException {
        Files.writeString(folder.resolve("version"), "2\n");
        Path document = Files.writeString(folder.resolve("p2p.book.doc"), "of another form");
        assertThat(problem())
                .isEqualTo("the store's folder " + folder.toAbsolutePath()
                        + " was written by a later release (version 2, and 1 is"
                        + " known here): start that release, or name another data folder");
        assertThat(document).hasContent("of another form");
        Files.writeString(folder.resolve("version"), "1\n");
        assertThat(open()).isInstanceOf(FileStore.Opening.Opened.class);
    }

    @Test
    void aVersionThatIsNoNumberIsRefusedAndAnUnfinishedOneIsMadeAgain() throws IOException {
        Files.writeString(folder.resolve("version"), "one");
        assertThat(problem()).contains("has a file 'version' that holds no number");
        Files.writeString(folder.resolve("version"), "");
        assertThat(open()).isInstanceOf(FileStore.Opening.Opened.class);
        assertThat(folder.resolve("version")).hasContent("1");
    }
}
