package dev.understory.node.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Ends the process of a command in good order: what has asked to run at the end of the JVM runs, a flight recording, an
 * agent or a profiler writes what it has, and threads that are left hold nobody up. What does not come to its end within a
 * deadline is cut off, with a line that says so.
 */
public final class ProcessEnd {
    /** Long enough to write a large recording to a slow disk. */
    public static final Duration DEADLINE = Duration.ofSeconds(60);

    /** How long the line that says so may take: nobody may read it, and then it never passes. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private ProcessEnd() {}

    /** Runs a command and ends the process with its exit code, whatever becomes of it. Does not return. */
    public static void after(IntSupplier command, PrintStream err) {
        after(command, err, DEADLINE);
    }

    static void after(IntSupplier command, PrintStream err, Duration deadline) {
        int exitCode;
        try {
            exitCode = command.getAsInt();
        } catch (RuntimeException | Error defect) {
            err.println("understory: internal error: " + defect);
            exitCode = ExitCode.INTERNAL;
        }
        exit(exitCode, err, deadline);
    }

    /** Ends the process with that exit code. Does not return. */
    public static void exit(int exitCode, PrintStream err) {
        exit(exitCode, err, DEADLINE);
    }

    static void exit(int exitCode, PrintStream err, Duration deadline) {
        daemon("end of process", () -> cutOff(exitCode, err, deadline)).start();
        System.exit(exitCode);
    }

    private static void cutOff(int exitCode, PrintStream err, Duration deadline) {
        pause(deadline);
        Thread words = daemon(
                "last words",
                () -> err.println("understory: what runs at the end of the process has not ended within "
                        + deadline.toMillis() + " ms: halted" + hanging()));
        words.start();
        try {
            words.join(LAST_WORDS.toMillis());
        } catch (InterruptedException enough) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exitCode);
    }

    /** Where the threads are that the end waits for, as far as they can be told from others. */
    private static String hanging() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            List<StackTraceElement> stack = List.of(entry.getValue());
            boolean hook = !entry.getKey().isDaemon()
                    && !stack.isEmpty()
                    && !entry.getKey().getName().equals("main");
            if (hook) {
                text.append(System.lineSeparator())
                        .append("  ")
                        .append(entry.getKey().getName())
                        .append(':');
                stack.forEach(frame ->
                        text.append(System.lineSeparator()).append("    at ").append(frame));
            }
        }
        return text.toString();
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, "understory: " + name);
        thread.setDaemon(true);
        return thread;
    }

    /** The deadline of what hangs: a thread of its own waits, since timers and dispatchers may be what has ended already. */
    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException enough) {
            Thread.currentThread().interrupt();
        }
    }
}
