package dev.understory.node.cli;

/** What the commands' exit codes mean. */
public final class ExitCode {
    /** Done. */
    static final int OK = 0;

    /** It did not work out: a peer that cannot be reached or refuses, a port in use. */
    public static final int FAILED = 1;

    /** Wrong use: options, files, keys. */
    static final int USAGE = 2;

    /** A defect of ours. */
    static final int INTERNAL = 70;

    /** Interrupted from the keyboard. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
