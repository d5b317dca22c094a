package dev.understory.node.embed;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node inside somebody's program takes nothing from that program's settings. */
final class AmbientSettingsTest {
    /** What an application may well want of its own actor system, and what no node of ours survives. */
    private static final String HOSTILE = """
            pekko.actor.provider = cluster
            pekko.actor.serialize-messages = on
            pekko.actor.default-mailbox { mailbox-type = "org.apache.pekko.dispatch.BoundedMailbox", mailbox-capacity = 1 }
            pekko.actor.typed.default-mailbox.mailbox-type = "org.apache.pekko.dispatch.BoundedMailbox"
            pekko.actor.default-dispatcher.executor = "no such executor"
            pekko.extensions = ["no.such.Extension"]
            pekko.actor.deployment."/node".dispatcher = "no such dispatcher"
            understory.p2p.connection.peer-memory = 1
            understory.node.event-loops = 4711
            """;

    @TempDir
    Path folder;

    @Test
    void startsUnderAnotherContextClassLoader() throws Exception {
        try (URLClassLoader foreign = new URLClassLoader(new URL[0], ClassLoader.getPlatformClassLoader())) {
            assertThat(runUnder(foreign)).isEqualTo(EmbeddingProgram.DELIVERED);
        }
    }

    @Test
    void startsWithoutAContextClassLoader() {
        assertThat(runUnder(null)).isEqualTo(EmbeddingProgram.DELIVERED);
    }

    @Test
    void takesNothingFromAnApplicationConfOfTheContextClassLoader() throws Exception {
        Files.writeString(folder.resolve("application.conf"), HOSTILE);
        Files.writeString(folder.resolve("reference.conf"), HOSTILE);
        ClassLoader ours = AmbientSettingsTest.class.getClassLoader();
        try (URLClassLoader theirs =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, ours)) {
            assertThat(runUnder(theirs)).isEqualTo(EmbeddingProgram.DELIVERED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pekko.actor.serialize-messages=on",
                "pekko.actor.provider=cluster",
                "pekko.actor=nothing",
                "pekko.cluster.seed-nodes.0=pekko://system@127.0.0.1:7355",
                "pekko.actor.deployment./node.dispatcher=nowhere",
                "understory.node.event-loops=4711"
            })
    void takesNothingFromSystemProperties(String property) {
        int equals = property.indexOf('=');
        String key = property.substring(0, equals);
        System.setProperty(key, property.substring(equals + 1));
        ConfigFactory.invalidateCaches();
        try {
            assertThat(EmbeddingProgram.run()).isEqualTo(EmbeddingProgram.DELIVERED);
        } finally {
            System.clearProperty(key);
            ConfigFactory.invalidateCaches();
        }
    }

    @Test
    void takesNothingFromAnythingThatAProcessIsStartedWith() throws Exception {
        Path application = Files.writeString(folder.resolve("application.conf"), HOSTILE);
        List<String> options = new ArrayList<>(List.of(
                "-Dconfig.file=" + application,
                "-Dconfig.override_with_env_vars=true",
                "-Dpekko.actor.provider=cluster",
                "-Dunderstory.node.event-loops=4711"));
        String classPath = folder + System.getProperty("path.separator") + System.getProperty("java.class.path");
        assertThat(process(options, classPath, Map.of("CONFIG_FORCE_pekko_actor_provider", "cluster")))
                .isEqualTo(EmbeddingProgram.DELIVERED);
    }

    /** The last line of the program as a process of its own. */
    static String process(List<String> options, String classPath, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, EmbeddingProgram.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            List<String> lines = process.inputReader().lines().toList();
            assertThat(process.waitFor(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String runUnder(ClassLoader loader) {
        CompletableFuture<String> said = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                said.complete(EmbeddingProgram.run());
            } catch (RuntimeException | Error failure) {
                said.completeExceptionally(failure);
            }
        });
        thread.setContextClassLoader(loader);
        thread.start();
        return said.orTimeout(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
