package dev.understory.node.cli;

import java.util.List;

/** Ends a command with an exit code and what to tell the user, a line for each problem. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final transient List<String> lines;
    private final boolean isComplete;

    private CommandFailure(int exitCode, List<String> lines, boolean isComplete) {
        super(String.join("; ", lines), null, false, false);
        this.exitCode = exitCode;
        this.lines = List.copyOf(lines);
        this.isComplete = isComplete;
    }

    /** Lines that are printed behind the name of the command. */
    public CommandFailure(int exitCode, List<String> lines) {
        this(exitCode, lines, false);
    }

    /** A line that is printed behind the name of the command. */
    public CommandFailure(int exitCode, String line) {
        this(exitCode, List.of(line));
    }

    /** Lines that are printed as they are: they begin with a file and a place in it, or with another name. */
    public static CommandFailure complete(int exitCode, List<String> lines) {
        return new CommandFailure(exitCode, lines, true);
    }

    public int exitCode() {
        return exitCode;
    }

    /** What to print if the command of that name ends so. */
    public List<String> lines(String command) {
        return isComplete
                ? lines
                : lines.stream().map(line -> command + ": " + line).toList();
    }
}
