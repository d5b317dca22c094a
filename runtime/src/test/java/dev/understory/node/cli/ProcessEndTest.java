package dev.understory.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.node.embed.TestNodes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the process of a command ends: whatever works at its end has its time, and no more than that. */
final class ProcessEndTest {
    private static final int SIGINT_CODE = 130;

    private final List<Process> processes = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void endAll() {
        processes.forEach(Process::destroyForcibly);
    }

    /** A command with a hook that never ends, and with a thread that would keep the process for ever. */
    static final class Hanging {
        private Hanging() {}

        public static void main(String[] arguments) {
            Runtime.getRuntime().addShutdownHook(new Thread(Hanging::hang));
            new Thread(Hanging::hang).start();
            ProcessEnd.after(() -> 7, System.err, Duration.ofMillis(1));
        }

        private static void hang() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException impossible) {
                throw new AssertionError(impossible);
            }
        }
    }

    /** A command that runs into a defect that is no exception, with a hook that has something to say. */
    static final class Broken {
        private Broken() {}

        public static void main(String[] arguments) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("the hook ran")));
            ProcessEnd.after(
                    () -> {
                        throw new StackOverflowError("for a test");
                    },
                    System.err);
        }
    }

    @Test
    void aFlightRecordingOfACommandIsWhole() throws Exception {
        Path recording = folder.resolve("keygen.jfr");
        Process process = start(
                List.of("-XX:StartFlightRecording=filename=" + recording),
                NodeMain.class,
                "keygen",
                "--key-type",
                "ed25519");
        process.getInputStream().readAllBytes();
        assertThat(end(process)).isZero();
        assertThat(RecordingFile.readAllEvents(recording)).isNotEmpty();
    }

    @Test
    void aFlightRecordingOfANodeThatASignalEndedIsWhole() throws Exception {
        Path recording = folder.resolve("run.jfr");
        Process process = start(
                List.of("-XX:StartFlightRecording=filename=" + recording),
                NodeMain.class,
                "run",
                "--listen",
                "127.0.0.1:0",
                "--key-type",
                "ed25519",
                "--data-dir",
                folder.toString());
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            while (line != null && !line.startsWith("ready ")) {
                line = out.readLine(); // The recorder has something to say first.
            }
            assertThat(line).isNotNull();
            signal(process, "INT");
            assertThat(end(process)).isEqualTo(SIGINT_CODE);
        }
        assertThat(RecordingFile.readAllEvents(recording)).isNotEmpty();
    }

    @Test
    void aHookThatHangsIsCutOffAndNamed() throws Exception {
        Process process = start(List.of(), Hanging.class);
        String said = new String(process.getErrorStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(end(process)).isEqualTo(7);
        assertThat(said)
                .contains("what runs at the end of the process has not ended within")
                .contains("halted")
                .contains("ProcessEndTest$Hanging.hang");
    }

    @Test
    void aDefectThatIsNoExceptionEndsTheProcessInGoodOrderToo() throws Exception {
        Process process = start(List.of(), Broken.class);
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(out).contains("the hook ran");
        assertThat(new String(process.getErrorStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("internal error: java.lang.StackOverflowError: for a test");
        assertThat(end(process)).isEqualTo(ExitCode.INTERNAL);
    }

    private static int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return process.exitValue();
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private Process start(List<String> options, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).start();
        processes.add(process);
        return process;
    }
}
