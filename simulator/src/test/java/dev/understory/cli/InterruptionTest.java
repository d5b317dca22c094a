package dev.understory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.node.cli.Console;
import dev.understory.node.cli.ProcessEnd;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a process that is asked to end, at each stage of a command. */
class InterruptionTest {
    private static final int DONE = 7;
    private static final int TERMINATED = 143;

    @TempDir
    Path folder;

    /** Hears of a signal when its run is over, and then still has a report to write. */
    static final class Reporting {
        private Reporting() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Console console = Console.ofProcess();
            CountDownLatch signalled = new CountDownLatch(1);
            try (Interruption interruption = new Interruption(console)) {
                interruption.endBy(signalled::countDown);
                console.out().println("ready");
                signalled.await();
                Files.writeString(Path.of(arguments[0]), "whole");
            }
            ProcessEnd.exit(DONE, System.err);
        }
    }

    /** Goes on when it hears of a signal, as if nothing were the matter. */
    static final class Deaf {
        private Deaf() {}

        public static void main(String[] arguments) throws InterruptedException {
            Console console = Console.ofProcess();
            try (Interruption interruption = new Interruption(console)) {
                interruption.endBy(() -> console.out().println("heard"));
                Runtime.getRuntime()
                        .addShutdownHook(new Thread(() -> console.out().println("the hook ran")));
                console.out().println("ready");
                new CountDownLatch(1).await();
            }
        }
    }

    /** Hears of a signal before there is anything to lose. */
    static final class Planning {
        private Planning() {}

        public static void main(String[] arguments) throws InterruptedException {
            Console console = Console.ofProcess();
            try (Interruption interruption = new Interruption(console)) {
                console.out().println("ready");
                new CountDownLatch(1).await();
                interruption.endBy(() -> {});
            }
        }
    }

    @Test
    void aCommandThatWritesItsReportComesToItsEnd() throws Exception {
        Path report = folder.resolve("report");
        assertThat(exitCodeAfterSigterm(Reporting.class, report)).isEqualTo(DONE);
        assertThat(report).hasContent("whole");
    }

    @Test
    void aCommandThatHasNothingToLoseEndsAtOnce() throws Exception {
        assertThat(exitCodeAfterSigterm(Planning.class, folder)).isEqualTo(TERMINATED);
    }

    @Test
    void aFlightRecordingOfACommandThatWasInterruptedIsWhole() throws Exception {
        Path recording = folder.resolve("run.jfr");
        String record = "-XX:StartFlightRecording=filename=" + recording;
        assertThat(exitCodeAfterSigterm(Reporting.class, folder.resolve("report"), record, "-Xlog:disable"))
                .isEqualTo(DONE);
        assertThat(RecordingFile.readAllEvents(recording)).isNotEmpty();
    }

    @Test
    void aFlightRecordingOfAnyCommandIsWhole() throws Exception {
        Path recording = folder.resolve("list.jfr");
        Process process = start(SimMain.class, List.of("-XX:StartFlightRecording=filename=" + recording), "--version");
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).isZero();
        assertThat(RecordingFile.readAllEvents(recording)).isNotEmpty();
    }

    @Test
    void aSecondSignalEndsACommandThatDoesNotEndAndItsHooksRun() throws Exception {
        Process process = start(Deaf.class, List.of());
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            // The handle's, because the process's own also closes its output.
            process.toHandle().destroy();
            assertThat(out.readLine()).isEqualTo("heard");
            process.toHandle().destroy();
            assertThat(out.readLine()).isEqualTo("the hook ran");
            assertThat(process.waitFor()).isEqualTo(TERMINATED);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(Class<?> main, List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static int exitCodeAfterSigterm(Class<?> main, Path argument, String... options)
            throws IOException, InterruptedException {
        Process process = start(main, List.of(options), argument.toString());
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            process.destroy();
            return process.waitFor();
        } finally {
            process.destroyForcibly();
        }
    }
}
