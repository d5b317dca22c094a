package dev.understory.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a command sees of its user.
 *
 * @param out results
 * @param err progress and problems
 * @param isTerminal whether {@code err} is a terminal on which a line can be rewritten
 * @param interruptible whether the process hears of signals, so that a run can end early and still report
 */
record Console(PrintStream out, PrintStream err, boolean isTerminal, boolean interruptible) {
    private static final long LAST_WORDS_SECONDS = 20;

    /** The process's own streams. */
    static Console ofProcess(PrintStream out, PrintStream err) {
        return new Console(out, err, isTerminal("/proc/self/fd/2"), true);
    }

    private static boolean isTerminal(String descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of(descriptor)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return System.getenv("TERM") != null;
        }
    }

    /**
     * Has {@code stop} called when a signal asks the process to end, and keeps the process alive for a while: time enough to
     * write a partial report.
     */
    Interruption onInterrupt(Runnable stop) {
        return new Interruption(stop, interruptible);
    }

    /** While it is open, a signal ends the run and not the process. */
    static final class Interruption implements AutoCloseable {
        private final Thread hook;
        private final boolean installed;

        Interruption(Runnable stop, boolean installed) {
            this.installed = installed;
            this.hook = new Thread(
                    () -> {
                        stop.run();
                        waitForTheEnd();
                    },
                    "interrupt");
            if (installed) {
                try {
                    Runtime.getRuntime().addShutdownHook(hook);
                } catch (IllegalStateException ending) {
                    // A signal came before there was anything to report; the process ends by itself.
                    stop.run();
                }
            }
        }

        @Override
        public void close() {
            if (installed) {
                try {
                    Runtime.getRuntime().removeShutdownHook(hook);
                } catch (IllegalStateException ending) {
                    // A signal came; the command goes on to its report and then ends the process itself.
                    return;
                }
            }
        }

        /** The command halts the process when its report is written; this only limits how long that may take. */
        private static void waitForTheEnd() {
            try {
                if (!new CountDownLatch(1).await(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
                    Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
