package dev.understory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
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
            Console console = Console.ofProcess(System.out, System.err);
            CountDownLatch signalled = new CountDownLatch(1);
            try (Console.Interruption interruption = console.onInterrupt()) {
                interruption.endBy(signalled::countDown);
                console.out().println("ready");
                signalled.await();
                Files.writeString(Path.of(arguments[0]), "whole");
            }
            Runtime.getRuntime().halt(DONE);
        }
    }

    /** Hears of a signal before there is anything to lose. */
    static final class Planning {
        private Planning() {}

        public static void main(String[] arguments) throws InterruptedException {
            Console console = Console.ofProcess(System.out, System.err);
            try (Console.Interruption interruption = console.onInterrupt()) {
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

    private static int exitCodeAfterSigterm(Class<?> main, Path argument) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), main.getName(), argument.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            process.destroy();
            return process.waitFor();
        } finally {
            process.destroyForcibly();
        }
    }
}
