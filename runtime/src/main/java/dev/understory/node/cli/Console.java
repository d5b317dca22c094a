package dev.understory.node.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * What a command sees of its user: where results and remarks go, and the wish to end, which is an exit code.
 *
 * @param out results
 * @param err remarks, progress and problems
 * @param isTerminal whether {@code err} is a terminal on which a line can be rewritten
 * @param hearsSignals whether the signals of the process are meant for the command
 * @param end completed when the user wants a command to end that waits: 0 for an orderly end, {@link
 *     ExitCode#INTERRUPTED} from the keyboard, 129 by the end of the terminal
 */
public record Console(
        PrintStream out, PrintStream err, boolean isTerminal, boolean hearsSignals, CompletableFuture<Integer> end) {
    /** Streams that are no terminal, of a user who sends no signals. */
    public Console(PrintStream out, PrintStream err, CompletableFuture<Integer> end) {
        this(out, err, false, false, end);
    }

    /** The process's own streams and signals. */
    public static Console ofProcess() {
        return new Console(
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                isTerminal("/proc/self/fd/2"),
                true,
                new CompletableFuture<>());
    }

    /** Whether results go to a terminal, and neither to a file nor to another program. */
    static boolean showsResults() {
        return isTerminal("/proc/self/fd/1");
    }

    private static boolean isTerminal(String descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of(descriptor)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException notLinux) {
            // No such link, or a file system without links: the next best sign of a person at a terminal.
            return System.getenv("TERM") != null;
        }
    }

    /** Waits for a result unless the user wants to end first. */
    <T> T await(CompletionStage<T> stage) {
        CompletableFuture<Object> first = new CompletableFuture<>();
        end.thenAccept(code -> first.completeExceptionally(new Ended(code)));
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                first.complete(value);
            } else {
                first.completeExceptionally(failure);
            }
        });
        try {
            first.get();
            return stage.toCompletableFuture().join();
        } catch (InterruptedException interrupted) {
            throw new Ended(ExitCode.INTERRUPTED);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new CompletionException(failed.getCause());
        }
    }

    /** Remarks that are no failure, a line for each. */
    void warn(List<String> lines) {
        lines.forEach(line -> err.println("warning: " + line));
    }

    /** As {@link #await}; false if the time is over first. */
    boolean awaitWithin(CompletionStage<?> stage, Duration time) {
        CompletableFuture<Boolean> within = stage.toCompletableFuture()
                .<Boolean>thenApply(done -> true)
                .completeOnTimeout(false, time.toMillis(), TimeUnit.MILLISECONDS);
        return await(within);
    }

    /** The user wants the command to end. */
    static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int exitCode;

        Ended(int exitCode) {
            super("ended", null, false, false);
            this.exitCode = exitCode;
        }

        int exitCode() {
            return exitCode;
        }
    }
}
