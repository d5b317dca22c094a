package dev.understory.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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

    /** Listens for the signals that ask the process to end; see {@link Interruption}. */
    Interruption onInterrupt() {
        return new Interruption(interruptible);
    }

    /**
     * What becomes of a signal while this is open. It ends the process at once until there is something to lose; from then
     * on it ends the run, and the process lives on for a while: time enough to write the report to its last file.
     */
    static final class Interruption implements AutoCloseable {
        private final Thread hook = new Thread(this::onSignal, "interrupt");
        private final boolean installed;
        private @Nullable Runnable stop;
        private boolean signalled;

        private Interruption(boolean interruptible) {
            boolean added = false;
            if (interruptible) {
                try {
                    Runtime.getRuntime().addShutdownHook(hook);
                    added = true;
                } catch (IllegalStateException ending) {
                    // A signal came before there was anything to lose; the process ends by itself.
                    signalled = true;
                }
            }
            this.installed = added;
        }

        /** From now on a signal calls this, and waits for the command to end. Too late, it does not return. */
        void endBy(Runnable newStop) {
            synchronized (this) {
                if (!signalled) {
                    stop = newStop;
                    return;
                }
            }
            waitForTheEnd();
        }

        @Override
        public void close() {
            if (installed) {
                try {
                    Runtime.getRuntime().removeShutdownHook(hook);
                } catch (IllegalStateException ending) {
                    // A signal came; the command goes on to its end and then ends the process itself.
                    return;
                }
            }
        }

        private void onSignal() {
            Runnable ends;
            synchronized (this) {
                signalled = true;
                ends = stop;
            }
            if (ends != null) {
                ends.run();
                waitForTheEnd();
            }
        }

        /** The command halts the process when it is done; this only limits how long that may take. */
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
