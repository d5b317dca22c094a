package dev.understory.node.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node and all that it needs in one jar, packed as the README says and as it happens to those who have not read it. */
final class OneJarTest {
    private static final String SETTINGS = "reference.conf";

    @TempDir
    static Path folder;

    /** Everything but the settings. */
    private static final Map<String, byte[]> ENTRIES = new TreeMap<>();

    /** The settings files in the order of the class path. */
    private static final List<String> FOUND = new ArrayList<>();

    @BeforeAll
    static void readTheClassPath() throws IOException {
        Sink sink = (name, bytes) -> {
            if (name.equals(SETTINGS)) {
                FOUND.add(new String(bytes, StandardCharsets.UTF_8));
            } else if (!name.startsWith("META-INF/") || name.startsWith("META-INF/services/")) {
                ENTRIES.putIfAbsent(name, bytes);
            }
        };
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(part);
            if (Files.isDirectory(path)) {
                addFolder(path, sink);
            } else if (Files.isRegularFile(path) && isOfUse(path.getFileName().toString())) {
                addJar(path, sink);
            }
        }
    }

    @AfterAll
    static void forget() {
        ENTRIES.clear();
        FOUND.clear();
    }

    @Test
    void aNodeRunsFromOneJarWhoseReferenceFilesWereAppended() throws Exception {
        assertThat(run(FOUND)).isEqualTo(EmbeddingProgram.DELIVERED);
    }

    @Test
    void aJarThatKeptOnlyOurSettingsIsRefusedWithTheCauseAndTheRemedy() throws Exception {
        assertThat(run(kept(text -> text.contains("understory {"))))
                .startsWith("failed CLASS_PATH the class path lacks the default settings of pekko-actor ")
                .contains("append their reference.conf files", "runtime/README.md");
    }

    @Test
    void aJarThatKeptOnlyPekkosSettingsIsRefusedWithTheCauseAndTheRemedy() throws Exception {
        assertThat(run(kept(text -> text.contains("pekko.actor.typed {"))))
                .startsWith("refused reference.conf: the class path lacks the default settings of understory ")
                .contains("append their reference.conf files", "runtime/README.md");
    }

    @Test
    void aJarThatLostTheSettingsOfOneLibraryNamesIt() throws Exception {
        assertThat(run(kept(text -> !text.contains("pekko.actor.typed {"))))
                .startsWith("failed CLASS_PATH the class path lacks the default settings of pekko-actor-typed ");
    }

    private static List<String> kept(Predicate<String> which) {
        List<String> kept = FOUND.stream().filter(which).toList();
        assertThat(kept).isNotEmpty();
        return kept;
    }

    /** What the program says from a jar with those settings, appended to each other. */
    private static String run(List<String> settings) throws IOException, InterruptedException {
        Path jar = Files.createTempFile(folder, "all", ".jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            out.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, byte[]> entry : ENTRIES.entrySet()) {
                store(out, entry.getKey(), entry.getValue());
            }
            store(out, SETTINGS, String.join("\n", settings).getBytes(StandardCharsets.UTF_8));
        }
        try {
            return AmbientSettingsTest.process(List.of(), jar.toString(), Map.of());
        } finally {
            Files.delete(jar);
        }
    }

    /** What only tests need would make the jar large for nothing. */
    private static boolean isOfUse(String jar) {
        return Stream.of(
                        "pekko-actor_",
                        "pekko-actor-typed_",
                        "pekko-stream_",
                        "pekko-slf4j_",
                        "config-",
                        "ssl-config",
                        "scala-library",
                        "reactive-streams",
                        "netty-",
                        "bcprov",
                        "jblst",
                        "protobuf-java",
                        "jackson-",
                        "picocli",
                        "slf4j-api",
                        "jspecify",
                        "proto-")
                .anyMatch(jar::startsWith);
    }

    private interface Sink {
        void add(String name, byte[] bytes) throws IOException;
    }

    private static void addFolder(Path root, Sink sink) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = root.relativize(file).toString().replace(File.separatorChar, '/');
                boolean ofUse = !name.contains("Test") || name.endsWith(".conf");
                if (ofUse) {
                    sink.add(name, Files.readAllBytes(file));
                }
            }
        }
    }

    private static void addJar(Path jar, Sink sink) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : zip.stream().filter(one -> !one.isDirectory()).toList()) {
                try (InputStream in = zip.getInputStream(entry)) {
                    sink.add(entry.getName(), in.readAllBytes());
                }
            }
        }
    }

    private static void store(ZipOutputStream out, String name, byte[] bytes) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setSize(bytes.length);
        entry.setCrc(sum.getValue());
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }
}
