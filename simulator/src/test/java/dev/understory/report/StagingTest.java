package dev.understory.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {
    @TempDir
    Path folder;

    /** A process that begins to write and does not come to an end. */
    static final class Writer {
        private Writer() {}

        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) throws IOException {
            try (Staging staging = Staging.open(Path.of(arguments[0]))) {
                Files.writeString(staging.folder().resolve("report.json"), "half");
                System.out.println("writing");
                int ignored = System.in.read();
            }
        }
    }

    @Test
    void leavesNothingBehindWhateverBecameOfIt() throws IOException {
        try (Staging moved = Staging.open(folder)) {
            Files.writeString(moved.folder().resolve("a"), "a");
            Files.move(moved.folder(), folder.resolve("run"));
        }
        try (Staging failed = Staging.open(folder)) {
            Files.writeString(failed.folder().resolve("b"), "b");
        }
        assertThat(files()).containsExactly("run");
        assertThat(folder.resolve("run/a")).hasContent("a");
    }

    @Test
    void whatADeadProcessLeftGoesAndWhatALivingOneWritesStays() throws Exception {
        Process writer = start();
        try (BufferedReader out = writer.inputReader()) {
            assertThat(out.readLine()).isEqualTo("writing");
            List<String> written = files();
            assertThat(written).hasSize(2).allMatch(name -> name.startsWith(".writing-"));
            Staging.tryOut(folder);
            Staging.open(folder).close();
            assertThat(files()).isEqualTo(written);

            writer.destroyForcibly().waitFor();
            assertThat(files()).isEqualTo(written);
            Files.writeString(folder.resolve("mine"), "mine");
            Staging.tryOut(folder);
            assertThat(files()).containsExactly("mine");
        } finally {
            writer.destroyForcibly();
        }
    }

    @Test
    void aFolderThatNobodySaysTheOwnerOfStays() throws IOException {
        Files.createDirectory(folder.resolve(".writing-1"));
        Staging.open(folder).close();
        assertThat(files()).containsExactly(".writing-1");
    }

    private Process start() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        assertThat(classPath).contains(File.separator);
        return new ProcessBuilder(java, "-cp", classPath, Writer.class.getName(), folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
