package dev.understory.cli;

import dev.understory.node.cli.Console;
import dev.understory.node.cli.ExitCode;
import dev.understory.node.cli.ProcessEnd;
import dev.understory.node.cli.Signals;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a signal while this is open. It ends the process until there is something to lose; from then on it
 * ends the run, and the command has a while for its report. Another signal ends the process without it, a third at once.
 */
final class Interruption implements AutoCloseable {
    private static final long LAST_WORDS_SECONDS = 20;

    private final PrintStream err;
    private final @Nullable Signals signals;
    private final CountDownLatch over = new CountDownLatch(1);
    private @Nullable Runnable stop;
    private int count;

    /** Listens for the signals that ask the process to end, if they are meant for the command. */
    Interruption(Console console) {
        this.err = console.err();
        this.signals = console.hearsSignals() ? Signals.listen(this::onSignal) : null;
    }

    /** From now on a signal calls this, and the command comes to its end. Does not return where the process ends already. */
    void endBy(Runnable newStop) {
        synchronized (this) {
            if (count == 0) {
                stop = newStop;
                return;
            }
        }
        await(new CountDownLatch(1), Long.MAX_VALUE);
    }

    @Override
    public void close() {
        over.countDown();
        if (signals != null) {
            signals.close();
        }
    }

    private void onSignal(int signal) {
        int which;
        Runnable ends;
        synchronized (this) {
            which = ++count;
            ends = stop;
        }
        if (which > 2) {
            Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
        } else if (ends == null || which == 2) {
            ProcessEnd.exit(Signals.exitCode(signal), err);
        } else {
            ends.run();
            if (!await(over, LAST_WORDS_SECONDS)) {
                err.println("understory: the run has not come to its end within " + LAST_WORDS_SECONDS
                        + " s: it ends without a report");
                ProcessEnd.exit(ExitCode.INTERRUPTED, err);
            }
        }
    }

    private static boolean await(CountDownLatch latch, long seconds) {
        try {
            return latch.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
